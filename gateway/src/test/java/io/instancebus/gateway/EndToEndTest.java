package io.instancebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.gateway.json.Json;
import io.instancebus.projector.jdbc.ViewStores;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.view.ViewConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The gateway as it is started in earnest: a real broker and registry, and a view in SQLite. */
@Tag("broker")
@Tag("slow")
class EndToEndTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void whatIsPostedArrivesOnTheTopicAndTheViewAnswers(@TempDir Path folder) throws Exception {
        ViewConfig viewConfig = ViewConfig.sqlite(folder.resolve("view.db"));
        try (EmbeddedBus bus = EmbeddedBus.start(folder.resolve("kafka"));
                Gateway gateway = Gateway.start(
                        GatewayConfig.at(
                                BusConnection.local(bus.bootstrapServers(), bus.registryUrl(), 1),
                                viewConfig,
                                "127.0.0.1",
                                0),
                        List.of());
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(get(http, gateway, "/health/ready").statusCode()).isEqualTo(503);
            createTopics(bus);
            try (ViewStore store = ViewStores.open(viewConfig)) {
                Awaitility.await().atMost(LONG).until(gateway::ready);
                assertThat(get(http, gateway, "/v1/instances").body()).isEqualTo("{\"items\":[],\"next\":null}");
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create(gateway.address() + "/v1/instances?wait=1"))
                                .header("Content-Type", "application/json")
                                .header("X-Actor", "ann")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"account\":\"sandbox\",\"imageId\":\"img1\",\"tags\":{\"a\":\"b\"}}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(202);
                assertArrived(bus, Json.MAPPER.readTree(answer.body()));
            }
        }
    }

    private static void assertArrived(EmbeddedBus bus, JsonNode answer) {
        ConsumerRecord<String, byte[]> read = firstCommand(bus);
        try (SchemaRegistryClient registry = SchemaRegistryClient.of(bus.registryUrl())) {
            String topic = Topics.withoutPrefix().commands();
            InstanceCommand command = new AvroCodec<>(InstanceCommand.class, topic, registry).decode(read.value());
            assertThat(read.key()).isEqualTo(answer.get("instanceId").asString());
            assertThat(command.getInstanceId())
                    .isEqualTo(answer.get("instanceId").asString());
            assertThat(command.getCommandId()).isEqualTo(answer.get("commandId").asString());
            assertThat(command.getActor()).isEqualTo("ann");
            assertThat(command.getCreateInstance().getAccount()).isEqualTo("sandbox");
            assertThat(command.getCreateInstance().getImageId()).isEqualTo("img1");
            assertThat(command.getCreateInstance().getTags()).isEqualTo(Map.of("a", "b"));
        }
    }

    private static ConsumerRecord<String, byte[]> firstCommand(EmbeddedBus bus) {
        TopicPartition partition = new TopicPartition(Topics.withoutPrefix().commands(), 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bus.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return Awaitility.await()
                    .atMost(LONG)
                    .until(() -> consumer.poll(Duration.ofSeconds(1)).records(partition), found -> !found.isEmpty())
                    .getFirst();
        }
    }

    private static void createTopics(EmbeddedBus bus) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bus.bootstrapServers()))) {
            new TopicCreator(admin, LONG).create(TopicCatalogue.of("", 1, 1, List.of("sandbox")));
        }
    }

    private static HttpResponse<String> get(HttpClient http, Gateway gateway, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
