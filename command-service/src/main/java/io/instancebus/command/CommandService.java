package io.instancebus.command;

import io.instancebus.command.topology.CommandTopology;
import io.instancebus.command.topology.DecisionRule;
import io.instancebus.domain.Decider;
import io.instancebus.schemas.registry.RegistryConfig;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command service, running: the only writer of events. */
public final class CommandService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CommandService.class);
    private static final Duration TOPICS = Duration.ofSeconds(60);
    private static final Duration REGISTRY = Duration.ofMinutes(5);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final SchemaRegistryClient registry;

    private CommandService(KafkaStreams streams, SchemaRegistryClient registry) {
        this.streams = streams;
        this.registry = registry;
    }

    /**
     * Makes the topics that are missing, registers the schemas and starts; returns before it is {@link #ready}.
     *
     * @throws io.instancebus.schemas.topic.TopicMismatch if the topics that are there do not fit
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached, or the registry not for 5 minutes
     */
    public static CommandService start(CommandServiceConfig config) {
        return start(config, new Decider(config.knownAccounts())::decide, InstantSource.system());
    }

    static CommandService start(CommandServiceConfig config, DecisionRule rule, InstantSource clock) {
        TopicCatalogue catalogue = catalogue(config);
        try (Admin admin = Admin.create(config.bus().clientProperties())) {
            new TopicCreator(admin, TOPICS).create(catalogue);
        }
        SchemaRegistryClient registry = registry(config);
        try {
            new SchemaRegistration(registry).register(catalogue, REGISTRY);
            Topology topology = CommandTopology.of(
                    config.topics(), Objects.requireNonNull(config.bus().partitions()), registry, rule, clock);
            return start(new KafkaStreams(topology, StreamsSettings.of(config)), registry, clock);
        } catch (InterruptedException e) {
            registry.close();
            throw new InterruptException(e);
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    private static CommandService start(KafkaStreams streams, SchemaRegistryClient registry, InstantSource clock) {
        streams.setUncaughtExceptionHandler(new ThreadRestarts(clock));
        streams.setStateListener((now, before) -> log.atInfo()
                .addKeyValue("state", now)
                .addKeyValue("before", before)
                .log("The command service's state changed"));
        streams.start();
        return new CommandService(streams, registry);
    }

    private static TopicCatalogue catalogue(CommandServiceConfig config) {
        return TopicCatalogue.of(
                config.topics().prefix(),
                Objects.requireNonNull(config.bus().partitions()),
                Objects.requireNonNull(config.bus().replicationFactor()),
                providerTypes(config));
    }

    /** Only of those that there are accounts of: every topic costs the broker its partitions. */
    private static List<String> providerTypes(CommandServiceConfig config) {
        return Objects.requireNonNull(config.accounts()).stream()
                .map(AccountConfig::provider)
                .distinct()
                .toList();
    }

    /** Impatient unless told otherwise: the stream has its own way of waiting, and stands still while it asks. */
    private static SchemaRegistryClient registry(CommandServiceConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(RegistryConfig.RETRIES, 0);
        settings.put(RegistryConfig.CONNECT_TIMEOUT, 2_000);
        settings.put(RegistryConfig.READ_TIMEOUT, 3_000);
        Properties given = config.bus().clientProperties();
        given.stringPropertyNames().forEach(name -> settings.put(name, given.getProperty(name)));
        return SchemaRegistryClient.from(settings);
    }

    /** Whether all partitions are restored and worked on. */
    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether it works or will by itself; if not, it must be started anew. */
    public boolean live() {
        return switch (streams.state()) {
            case CREATED, REBALANCING, RUNNING -> true;
            case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
        };
    }

    /** Commits what was begun and stops, within 20 seconds. */
    @Override
    public void close() {
        if (!streams.close(CLOSE)) {
            log.atWarn().addKeyValue("seconds", CLOSE.toSeconds()).log("The command service did not stop in time");
        }
        registry.close();
    }
}
