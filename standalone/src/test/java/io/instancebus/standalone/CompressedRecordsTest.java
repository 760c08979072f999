package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.fuzzing.PackedBatch;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.schemas.topic.TopicDifference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A record of 29 kB that unpacks to 900 MB, in every topic. */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Timeout(600)
class CompressedRecordsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void endNoReaderOfAnyTopic() throws Exception {
        Path data = folder.resolve("data");
        PackedBatch bomb = PackedBatch.of(CompressionType.ZSTD, 1, 900_000_000);
        try (RunningBus bus = RunningBus.up(data)) {
            String kafka = bus.addresses().bootstrapServers();
            String before = create(bus);
            awaitRunning(bus, before);
            Collection<TopicDescription> topics = topics(kafka);
            assertThat(storedCompressed(kafka, topics)).containsExactly("_schemas");
            for (TopicDescription topic : topics) {
                for (int partition = 0; partition < topic.partitions().size(); partition++) {
                    assertThat(bomb.sendTo(kafka, topic.name(), partition))
                            .as(topic.name())
                            .isEqualTo(Errors.INVALID_RECORD);
                }
            }
            awaitRunning(bus, create(bus));
            assertThat(bus.alive()).isTrue();
            bus.stop();
        }
        try (RunningBus again = RunningBus.up(data)) {
            awaitRunning(again, create(again));
        }
        assertThat(RunningBus.log(data)).doesNotContain("OutOfMemoryError");
    }

    /** The topics of the contract, of Kafka Streams and of the registry; Kafka lets no client write to its own. */
    private static Collection<TopicDescription> topics(String bootstrapServers) throws Exception {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Set<String> names = admin.listTopics().names().get(60, TimeUnit.SECONDS);
            assertThat(names)
                    .contains("instances.commands", "instances.tasks.sandbox", "accounts.events", "_schemas")
                    .anyMatch(name -> name.endsWith("-changelog"));
            return admin.describeTopics(names)
                    .allTopicNames()
                    .get(60, TimeUnit.SECONDS)
                    .values();
        }
    }

    /** The topics without a compression setting of their own, so that the broker's default applies. */
    private static List<String> storedCompressed(String bootstrapServers, Collection<TopicDescription> topics)
            throws Exception {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .toList();
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            return admin.describeConfigs(resources).all().get(60, TimeUnit.SECONDS).entrySet().stream()
                    .filter(topic -> {
                        ConfigEntry entry = topic.getValue().get(TopicConfig.COMPRESSION_TYPE_CONFIG);
                        return entry.source() != ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                                || !entry.value().equals("uncompressed");
                    })
                    .map(topic -> topic.getKey().name())
                    .toList();
        }
    }

    @Test
    void aTopicThatIsStoredAsItsPublishersCompressItIsReported() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                var admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            TopicCreator creator = new TopicCreator(admin, PATIENCE);
            TopicCatalogue catalogue = TopicCatalogue.of("", 1, 1, List.of());
            assertThat(creator.create(catalogue)).isEmpty();
            var events = new ConfigResource(ConfigResource.Type.TOPIC, "instances.events");
            var producer = new ConfigEntry(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
            admin.incrementalAlterConfigs(
                    Map.of(events, List.of(new AlterConfigOp(producer, AlterConfigOp.OpType.SET))));
            await().atMost(PATIENCE)
                    .until(
                            () -> creator.verify(catalogue),
                            List.of(new TopicDifference(
                                    "instances.events", "compression.type", "uncompressed", "producer"))::equals);
        }
    }

    private static String create(RunningBus bus) {
        return new Http(bus.addresses().httpUrl())
                .post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}")
                .body()
                .path("instanceId")
                .asString();
    }

    private static void awaitRunning(RunningBus bus, String id) {
        Http http = new Http(bus.addresses().httpUrl());
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> http.get("/v1/instances/" + id)
                                .body()
                                .path("state")
                                .asString(""),
                        "RUNNING"::equals);
    }
}
