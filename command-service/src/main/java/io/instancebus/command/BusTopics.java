package io.instancebus.command;

import io.instancebus.command.topology.TaskTopics;
import io.instancebus.domain.ProviderType;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaRefused;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.topic.FirstAnswer;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The topics and subjects that the command service writes to. It creates those of an account's provider type before it
 * accepts the account. For a type that only stored instances name, it checks whether they exist.
 */
final class BusTopics implements TaskTopics {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration REGISTRY = Duration.ofMinutes(5);
    /** The time limit of a check from within the stream. */
    private static final Duration CHECK = Duration.ofSeconds(5);

    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(10);
    private static final int MOST_MISSING = 1_000;

    /** @param until when to check again */
    private record Missing(String reason, SteadyTime until) {}

    private final CommandServiceConfig config;
    private final SchemaRegistryClient registry;
    private final SteadyClock clock;
    private final Set<ProviderType> ready = ConcurrentHashMap.newKeySet();
    private final Map<ProviderType, Missing> missing = new ConcurrentHashMap<>();

    BusTopics(CommandServiceConfig config, SchemaRegistryClient registry, SteadyClock clock) {
        this.config = config;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Creates the topics of these types where they are missing, and registers their schemas.
     *
     * @throws io.instancebus.schemas.topic.TopicMismatch if existing topics have other settings
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached, or the registry is unavailable for 5
     *     minutes
     */
    void prepare(Collection<ProviderType> types) {
        if (!ready.isEmpty() && ready.containsAll(types)) {
            return;
        }
        TopicCatalogue catalogue = catalogue(types);
        try (Admin admin = admin()) {
            FirstAnswer.await(admin, config.bus().bootstrapServers(), PATIENCE);
            new TopicCreator(admin, PATIENCE).create(catalogue);
        }
        try {
            new SchemaRegistration(registry).register(catalogue, REGISTRY);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        ready.addAll(types);
        missing.keySet().removeAll(types);
    }

    @Override
    public Optional<String> whyMissing(ProviderType type) {
        if (ready.contains(type)) {
            return Optional.empty();
        }
        Missing known = missing.get(type);
        if (known != null && clock.now().isBefore(known.until())) {
            return Optional.of(known.reason());
        }
        Optional<String> reason = check(type);
        if (reason.isEmpty()) {
            ready.add(type);
            missing.remove(type);
        } else {
            if (missing.size() >= MOST_MISSING) {
                missing.clear();
            }
            missing.put(type, new Missing(reason.get(), clock.now().plus(BETWEEN_CHECKS)));
        }
        return reason;
    }

    /**
     * Checks the broker, because another process may have created the topic: a worker, or a command service that read
     * the new account first.
     */
    private Optional<String> check(ProviderType type) {
        String topic = config.topics().tasks(type.label());
        try (Admin admin = admin()) {
            if (!new TopicCreator(admin, CHECK).exists(topic)) {
                return Optional.of(
                        "there is no topic " + topic + " that a worker could take the task from: no account of type "
                                + type + " is configured, or its topic is still being made");
            }
        } catch (AuthorizationException e) {
            return Optional.of("the command service may not see whether there is a topic " + topic);
        }
        try {
            new SchemaRegistration(registry).register(catalogue(List.of(type)).spec(topic));
            return Optional.empty();
        } catch (RegistryUnavailable | SchemaRefused e) {
            return Optional.of("there is no subject " + topic + "-value: " + e.getMessage());
        }
    }

    private TopicCatalogue catalogue(Collection<ProviderType> types) {
        return TopicCatalogue.of(
                config.topics().prefix(),
                Objects.requireNonNull(config.bus().partitions()),
                Objects.requireNonNull(config.bus().replicationFactor()),
                types.stream().map(ProviderType::label).toList());
    }

    private Admin admin() {
        return Admin.create(config.bus().clientProperties());
    }
}
