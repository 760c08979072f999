package io.instancebus.command;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.AccountEvent;
import io.instancebus.command.rules.FollowedRules;
import io.instancebus.command.topology.CommandTopology;
import io.instancebus.domain.ProviderType;
import io.instancebus.schemas.registry.RegistryConfig;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.TopicMismatch;
import io.instancebus.service.HealthCheck;
import io.instancebus.service.KafkaCheck;
import io.instancebus.service.Service;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running command service, the only writer of events. */
public final class CommandService implements Service {
    private static final Logger log = LoggerFactory.getLogger(CommandService.class);
    private static final Duration RULES = Duration.ofSeconds(60);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final SchemaRegistryClient registry;
    private final FollowedRules rules;
    private final AccountsSource.Following following;
    private final Admin admin;
    private final KafkaCheck kafka;

    private CommandService(
            KafkaStreams streams,
            SchemaRegistryClient registry,
            FollowedRules rules,
            AccountsSource.Following following,
            Admin admin) {
        this.streams = streams;
        this.registry = registry;
        this.rules = rules;
        this.following = following;
        this.admin = admin;
        this.kafka = new KafkaCheck(admin);
    }

    /**
     * Creates missing topics, registers the schemas and starts. Returns before the service is {@link #ready}.
     *
     * @throws io.instancebus.schemas.topic.TopicMismatch if existing topics have other settings
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached, or the registry is unavailable for 5
     *     minutes
     */
    public static CommandService start(CommandServiceConfig config) {
        return start(config, new CompositeMeterRegistry());
    }

    /**
     * Like {@link #start(CommandServiceConfig)}, with metrics.
     *
     * @param meters the registry for the service's metrics
     */
    public static CommandService start(CommandServiceConfig config, MeterRegistry meters) {
        return start(config, meters, CurrentAccounts.of(config.accounts().read()), Clocks.system());
    }

    private static CommandService start(
            CommandServiceConfig config, MeterRegistry meters, CurrentAccounts accounts, Clocks clocks) {
        SchemaRegistryClient registry = registry(config);
        try {
            BusTopics bus = new BusTopics(config, registry, clocks.steady());
            bus.prepare(accounts.providerTypes());
            StreamsClients clients = new StreamsClients(clocks.steady());
            Topology topology = CommandTopology.of(
                    config.topics(),
                    Objects.requireNonNull(config.bus().partitions()),
                    registry,
                    new CountedDecisions(accounts, meters),
                    bus,
                    clients,
                    clients,
                    clocks.wall());
            // The rules that workers declared earlier must be known before the first decision.
            FollowedRules rules = followed(config, registry, accounts);
            try {
                KafkaStreams streams = new KafkaStreams(topology, StreamsSettings.of(config), clients);
                start(streams, clocks.steady());
                AccountsSource.Following following = config.accounts().follow(changed -> take(changed, accounts, bus));
                return new CommandService(streams, registry, rules, following, Admin.create(config.clientProperties()));
            } catch (RuntimeException e) {
                rules.close();
                throw e;
            }
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    /**
     * Accepts the accounts after their types have topics. If a topic cannot be created, the accounts of that type are
     * accepted too: their commands fail with the reason, and other accounts do not wait.
     *
     * @throws IllegalStateException if a topic could not be created; the source then offers the accounts again
     */
    private static void take(List<AccountConfig> changed, CurrentAccounts accounts, BusTopics bus) {
        List<String> failures = new ArrayList<>();
        for (ProviderType type : CurrentAccounts.providerTypes(changed)) {
            try {
                bus.prepare(Set.of(type));
            } catch (KafkaException | TopicMismatch e) {
                failures.add("commands for accounts of type " + type + " fail, since its topic cannot be made: "
                        + e.getMessage());
            }
        }
        accounts.take(changed);
        if (!failures.isEmpty()) {
            throw new IllegalStateException(String.join("; ", failures));
        }
    }

    private static FollowedRules followed(
            CommandServiceConfig config, SchemaRegistryClient registry, CurrentAccounts accounts) {
        String topic = config.topics().accountEvents();
        Properties settings = new Properties();
        settings.putAll(config.clientProperties());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, config.applicationId() + "-rules");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        return FollowedRules.start(
                topic,
                new AvroCodec<>(AccountEvent.class, topic, registry),
                () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                accounts::takeRules,
                RULES);
    }

    private static void start(KafkaStreams streams, SteadyClock clock) {
        streams.setUncaughtExceptionHandler(new ThreadRestarts(clock));
        streams.setStateListener((now, before) -> log.atInfo()
                .addKeyValue("state", now)
                .addKeyValue("before", before)
                .log("The command service's state changed"));
        streams.start();
    }

    /**
     * With short time limits by default, because the stream stops while it calls the registry and has its own retries.
     */
    private static SchemaRegistryClient registry(CommandServiceConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(RegistryConfig.RETRIES, 0);
        settings.put(RegistryConfig.CONNECT_TIMEOUT, 2_000);
        settings.put(RegistryConfig.READ_TIMEOUT, 3_000);
        Properties given = config.bus().clientProperties();
        given.stringPropertyNames().forEach(name -> settings.put(name, given.getProperty(name)));
        return SchemaRegistryClient.from(settings);
    }

    /** Whether all partitions are restored and processed. */
    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public List<HealthCheck> checks() {
        return List.of(kafka.check(), new HealthCheck("stream", this::unavailableReason));
    }

    private Optional<String> unavailableReason() {
        KafkaStreams.State state = streams.state();
        return switch (state) {
            case RUNNING -> Optional.empty();
            case CREATED, REBALANCING ->
                Optional.of("its partitions are being assigned and their state restored (" + state + ")");
            case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> Optional.of("it has stopped (" + state + ")");
        };
    }

    /** Whether the service runs or can recover without help. If not, the process must be restarted. */
    @Override
    public boolean live() {
        return switch (streams.state()) {
            case CREATED, REBALANCING, RUNNING -> true;
            case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
        };
    }

    /** Commits the work in progress and stops, within 20 seconds. */
    @Override
    public void close() {
        var unused = close(CLOSE);
    }

    /**
     * Commits the work in progress and stops. Until it has stopped, no other instance can start with its state folder.
     *
     * @return whether it has stopped; without a broker it may still be stopping, and stops when a broker is available
     */
    public boolean close(Duration atMost) {
        following.close();
        rules.close();
        boolean stopped = streams.close(atMost);
        if (!stopped) {
            log.atWarn().addKeyValue("seconds", atMost.toSeconds()).log("The command service did not stop in time");
        }
        registry.close();
        admin.close(Duration.ZERO);
        return stopped;
    }
}
