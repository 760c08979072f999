package io.instancebus.benchmarks.stand;

import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.embedded.EmbeddedSchemaRegistry;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A broker and a registry in this JVM, which all measures share; each measure has a topic prefix of its own. */
public final class Broker implements AutoCloseable {
    private static final Duration NEWS_OF_TOPICS = Duration.ofSeconds(10);

    private final Path folder;
    private final EmbeddedKafka kafka;
    private final EmbeddedSchemaRegistry registry;
    private int prefixes;

    private Broker(Path folder, EmbeddedKafka kafka, EmbeddedSchemaRegistry registry) {
        this.folder = folder;
        this.kafka = kafka;
        this.registry = registry;
    }

    public static Broker start(Path folder) {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        return new Broker(folder, kafka, EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), 0));
    }

    /** Where the logs of all partitions are. */
    public Path folder() {
        return folder;
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** A new bus without topics. */
    public BusConnection freshBus(int partitions) {
        return new BusConnection(bootstrapServers(), registry.url(), "m" + ++prefixes + ".", partitions, 1, Map.of());
    }

    /** Creates the topics of a bus with sandboxes. */
    public void createTopics(BusConnection bus) throws InterruptedException {
        try (Admin admin = admin()) {
            new TopicCreator(admin, Duration.ofSeconds(60))
                    .create(TopicCatalogue.of(
                            Objects.requireNonNull(bus.topicPrefix()),
                            Objects.requireNonNull(bus.partitions()),
                            1,
                            List.of("sandbox")));
            awaitLeaders(admin, topics(admin, bus));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topics could not be created", e);
        }
    }

    public void createTopic(String name, int partitions) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
            awaitLeaders(admin, List.of(name));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the topic " + name + " could not be created", e);
        }
    }

    /** Deletes all topics of a bus, including those of Kafka Streams. */
    public void drop(BusConnection bus) {
        try (Admin admin = admin()) {
            admin.deleteTopics(topics(admin, bus)).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the topics of " + bus.topicPrefix() + " could not be deleted", e);
        }
    }

    private static List<String> topics(Admin admin, BusConnection bus) throws InterruptedException, ExecutionException {
        String prefix = Objects.requireNonNull(bus.topicPrefix());
        return admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /**
     * Waits for the topics' leaders. A producer that writes with several requests in flight before that may have the
     * first one refused and the second one accepted, and then waits for minutes.
     */
    private static void awaitLeaders(Admin admin, List<String> topics) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        describe(admin, topics)
                .forEach((name, topic) -> topic.partitions()
                        .forEach(info -> asked.put(new TopicPartition(name, info.partition()), OffsetSpec.latest())));
        admin.listOffsets(asked).all().get();
    }

    /** The broker that is asked may hear of a new topic a moment after the controller has created it. */
    private static Map<String, TopicDescription> describe(Admin admin, List<String> topics)
            throws InterruptedException, ExecutionException {
        long until = System.nanoTime() + NEWS_OF_TOPICS.toNanos();
        while (true) {
            try {
                return admin.describeTopics(topics).allTopicNames().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > until) {
                    throw e;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    public SchemaRegistryClient registryClient() {
        return SchemaRegistryClient.from(Map.of("schema.registry.url", registry.url()));
    }

    public static Topics topics(BusConnection bus) {
        return new Topics(Objects.requireNonNull(bus.topicPrefix()));
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
    }
}
