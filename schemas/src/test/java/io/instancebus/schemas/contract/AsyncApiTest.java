package io.instancebus.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.schemas.header.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The committed AsyncAPI document against the contract. */
class AsyncApiTest {
    @BeforeAll
    static void writeWhenAsked() throws IOException {
        Releases.writeWhenAsked();
    }

    @Test
    void theCommittedDocumentIsWhatTheContractSays() throws IOException {
        assertThat(Files.readString(Releases.ASYNC_API))
                .as("write it anew, see schemas/README.md")
                .isEqualTo(AsyncApiDocument.text());
    }

    @Test
    void everyPublicTopicIsAChannelWithAnOperation() throws IOException {
        JsonNode document = document();
        assertThat(document.path("asyncapi").asString()).isEqualTo("3.0.0");
        List<String> addresses = new ArrayList<>();
        document.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asString()));
        assertThat(addresses)
                .containsExactlyInAnyOrder(
                        "instances.commands",
                        "instances.events",
                        "instances.state",
                        "accounts.events",
                        "instances.dead-letters");
        assertThat(document.path("operations").size()).isEqualTo(addresses.size());
        document.path("operations")
                .forEach(operation -> assertThat(
                                target(document, operation.path("channel")).isMissingNode())
                        .isFalse());
    }

    @Test
    void everyBodyIsAMessageOfItsChannelWithAllHeadersAndAPayloadThatExists() throws IOException {
        JsonNode document = document();
        for (JsonNode channel : document.path("channels")) {
            String topic = channel.path("address").asString();
            Schema schema = Contract.CATALOGUE.spec(topic).valueSchema().orElse(null);
            if (schema == null) {
                continue;
            }
            assertThat(channel.path("messages").propertyNames()).containsExactlyInAnyOrderElementsOf(bodyTypes(schema));
            for (JsonNode reference : channel.path("messages")) {
                JsonNode message = target(document, reference);
                assertThat(message.path("headers").path("properties").propertyNames())
                        .containsAll(CloudEvent.REQUIRED)
                        .containsAll(CloudEvent.OPTIONAL)
                        .contains("traceparent");
                String payload = message.at("/payload/schema/$ref").asString();
                assertThat(new Schema.Parser()
                                .parse(Contract.MODULE.resolve(payload).toFile())
                                .getFullName())
                        .isEqualTo(schema.getFullName());
            }
        }
    }

    @Test
    void theHeadersOfOurRecordsAreWhatTheirSchemasSay() {
        InstanceEvent event = InstanceEvent.newBuilder()
                .setEventId("i:1")
                .setInstanceId("i")
                .setSequence(1)
                .setOccurredAt(Instant.EPOCH)
                .setRecordedAt(Instant.EPOCH)
                .setActor("a")
                .setType("CommandAccepted")
                .build();
        RecordHeaders headers = new RecordHeaders();
        CloudEvent.of(event, "/test").writeTo(headers);
        JsonNode schemas = document()
                .path("components")
                .path("messages")
                .path("InstanceEvent.CommandAccepted")
                .path("headers")
                .path("properties");

        headers.forEach(header -> {
            JsonNode schema = schemas.path(header.key());
            assertThat(schema.path("type").asString()).as(header.key()).isEqualTo("string");
            if (schema.has("const")) {
                assertThat(schema.path("const").isString()).as(header.key()).isTrue();
                assertThat(schema.path("const").stringValue())
                        .isEqualTo(new String(header.value(), StandardCharsets.UTF_8));
            }
        });
    }

    private static List<String> bodyTypes(Schema schema) {
        return Contract.envelopes().contains(schema)
                ? Contract.bodies(schema).stream().map(Contract::bodyType).toList()
                : Stream.of(schema.getName()).toList();
    }

    private static JsonNode target(JsonNode document, JsonNode reference) {
        return document.at(reference.path("$ref").asString().substring(1));
    }

    private static JsonNode document() {
        return new YAMLMapper().readTree(Releases.ASYNC_API.toFile());
    }
}
