package io.instancebus.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.Action;
import io.instancebus.avro.CommandAccepted;
import io.instancebus.avro.CommandType;
import io.instancebus.avro.InstanceAction;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaPending;
import io.instancebus.schemas.registry.SchemaRefused;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.registry.StubRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {
    private static final String TOPIC = "instances.commands";
    private StubRegistry stub;
    private SchemaRegistryClient registry;
    private AvroCodec<InstanceCommand> codec;

    @BeforeEach
    void start() throws IOException {
        stub = new StubRegistry();
        registry = SchemaRegistryClient.from(
                Map.of("schema.registry.url", stub.url(), "retries.wait.ms", "1", "schema.patience.ms", "0"));
        codec = new AvroCodec<>(InstanceCommand.class, TOPIC, registry);
    }

    @AfterEach
    void stop() {
        registry.close();
        stub.close();
    }

    static InstanceCommand command(String id) {
        return InstanceCommand.newBuilder()
                .setCommandId(id)
                .setInstanceId("i-1")
                .setActor("ann")
                .setIssuedAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .setType("InstanceAction")
                .setInstanceAction(new InstanceAction(Action.STOP, true))
                .build();
    }

    @Test
    void theWireFormatIsZeroThenTheIdThenTheDatumByteForByte() {
        Schema pair = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"Pair\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"long\"}]}");
        IntStream.rangeClosed(1, 0x0102)
                .forEach(i -> stub.put("filler", "{\"type\":\"fixed\",\"name\":\"F" + i + "\",\"size\":1}"));
        GenericRecord datum =
                new GenericRecordBuilder(pair).set("a", "hi").set("b", -3L).build();
        try (KafkaAvroSerializer serializer = serializer(Map.of())) {
            assertThat(serializer.serialize("t", datum)).containsExactly(0, 0, 0, 1, 3, 4, 'h', 'i', 5);
        }
    }

    @Test
    void serializerAndCodecWriteTheSameBytesAndReadEachOthers() {
        InstanceCommand command = command("c-1");
        try (KafkaAvroSerializer serializer = serializer(Map.of());
                KafkaAvroDeserializer specific = deserializer(Map.of("specific.avro.reader", "true"));
                KafkaAvroDeserializer generic = deserializer(Map.of())) {
            byte[] bytes = written(serializer, command);
            assertThat(codec.encode(command)).isEqualTo(bytes);
            assertThat(codec.decode(bytes)).isEqualTo(command);
            assertThat(specific.deserialize(TOPIC, bytes)).isEqualTo(command);
            assertThat(generic.deserialize(TOPIC, bytes))
                    .isInstanceOfSatisfying(
                            GenericData.Record.class,
                            record -> assertThat(record.get("commandId").toString())
                                    .isEqualTo("c-1"));
        }
        assertThat(stub.requests().getFirst().rawPath()).isEqualTo("/subjects/instances.commands-value/versions");
    }

    @Test
    void timestampsInNestedRecordsComeBackAsInstants() {
        AvroCodec<InstanceEvent> events = new AvroCodec<>(InstanceEvent.class, "instances.events", registry);
        Instant now = Instant.ofEpochMilli(1_700_000_000_123L);
        InstanceEvent event = InstanceEvent.newBuilder()
                .setEventId("i-1:1")
                .setInstanceId("i-1")
                .setSequence(1)
                .setOccurredAt(now)
                .setRecordedAt(now)
                .setActor("ann")
                .setType("CommandAccepted")
                .setCommandAccepted(new CommandAccepted(CommandType.STOP, now.plusSeconds(60), 0))
                .build();
        assertThat(events.decode(events.encode(event))).isEqualTo(event);
    }

    @Test
    void nullIsATombstoneBothWays() {
        try (KafkaAvroSerializer serializer = serializer(Map.of());
                KafkaAvroDeserializer deserializer = deserializer(Map.of())) {
            assertThat(serializer.serialize(TOPIC, null)).isNull();
            assertThat(deserializer.deserialize(TOPIC, null)).isNull();
        }
    }

    @Test
    void keysHaveASubjectOfTheirOwn() {
        try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
            serializer.configure(Map.of("schema.registry.url", stub.url()), true);
            assertThat(serializer.serialize(TOPIC, command("c-1"))).isNotNull();
        }
        assertThat(stub.requests().getFirst().rawPath()).isEqualTo("/subjects/instances.commands-key/versions");
    }

    @Test
    void bytesThatAreNotInTheWireFormatAreNamedForWhatTheyProbablyAre() {
        assertUndecodable(new byte[0], "empty");
        assertUndecodable(utf8(" {\"commandId\":\"geheim\"}"), "JSON text");
        assertUndecodable(utf8("[1]"), "JSON text");
        assertUndecodable(utf8("<a/>"), "XML text");
        assertUndecodable(utf8("geheim"), "plain text");
        assertUndecodable(new byte[] {'O', 'b', 'j', 1, 4, 20}, "Obj1");
        assertUndecodable(new byte[] {(byte) 0xc3, 1, 2, 3}, "single-object");
        assertUndecodable(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "gzip");
        assertUndecodable(Arrays.copyOf(new byte[] {1, 7, 7}, 40), "GUID");
        assertUndecodable(new byte[] {6, 'a', 'b', 'c'}, "0x06");
        assertUndecodable(new byte[] {0, 0, 0}, "Cut off");
        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void anUnknownSchemaIdIsUndecodable() {
        assertUndecodable(new byte[] {0, 0, 0, 0, 99, 1}, "no schema 99");
        assertUndecodable(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 7, 1}, "Apicurio");
    }

    @Test
    void aDatumThatDoesNotFitItsSchemaIsUndecodable() {
        byte[] good = codec.encode(command("c-1"));
        for (int length = WireFormat.PREFIX; length < good.length; length++) {
            assertUndecodable(Arrays.copyOf(good, length), "InstanceCommand (schema 1)");
        }
        assertUndecodable(Arrays.copyOf(good, good.length + 1), "left over");
        byte[] wrongBranch = good.clone();
        wrongBranch[wrongBranch.length - 1] = 9;
        assertUndecodable(wrongBranch, "InstanceCommand (schema 1)");
    }

    @Test
    void anotherRecordOnTheTopicIsUndecodable() {
        stub.put(5, InstanceEvent.SCHEMA$);
        assertUndecodable(new byte[] {0, 0, 0, 0, 5, 1}, "cannot be read as io.instancebus.avro.InstanceCommand");
    }

    @Test
    void noCountOrLengthInTheBytesMakesTheReaderAllocateMuch() {
        Schema listing = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"InstanceCommand\",\"namespace\":\"io.instancebus.avro\",\"fields\":["
                                + "{\"name\":\"x\",\"type\":{\"type\":\"array\",\"items\":\"string\"}}]}");
        stub.put(6, listing);
        try (KafkaAvroDeserializer generic = deserializer(Map.of())) {
            // One block of 2^31 - 9 strings, of which none follows; then one string of 2^31 - 9 bytes.
            byte[] manyItems = {0, 0, 0, 0, 6, (byte) 0xee, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
            byte[] longItem = {0, 0, 0, 0, 6, 2, (byte) 0xee, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
            assertThatThrownBy(() -> generic.deserialize("t", manyItems)).isInstanceOf(UndecodableRecord.class);
            assertThatThrownBy(() -> generic.deserialize("t", longItem)).isInstanceOf(UndecodableRecord.class);
        }
    }

    @Test
    void whatIsLongerThanOneMebibyteIsRefusedBeforeItIsDecodedOrSent() {
        byte[] large = new byte[WireFormat.MAX_BYTES + 1];
        large[4] = 1;
        assertUndecodable(large, "more than the 1048576 allowed");
        assertThat(stub.requests()).isEmpty();
        InstanceCommand command = command("c-1");
        command.setActor("a".repeat(WireFormat.MAX_BYTES));
        assertThatThrownBy(() -> codec.encode(command))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("more than the 1048576 allowed");
        assertThat(codec.decode(codec.encode(command("c-2")))).isEqualTo(command("c-2"));
    }

    @Test
    void aRegistryThatIsAwayIsNotTheRecordsFault() {
        byte[] good = codec.encode(command("c-1"));
        try (SchemaRegistryClient fresh =
                SchemaRegistryClient.from(Map.of("schema.registry.url", stub.url(), "max.retries", "0"))) {
            AvroCodec<InstanceCommand> other = new AvroCodec<>(InstanceCommand.class, TOPIC, fresh);
            for (int status : new int[] {503, 400, 403}) {
                // To the question, and to the question whether it serves the contract at all.
                stub.fail(StubRegistry.error(status, status, "down"));
                stub.fail(StubRegistry.error(status, status, "down"));
                assertThatThrownBy(() -> other.decode(good))
                        .isInstanceOf(RegistryUnavailable.class)
                        .isNotInstanceOf(SchemaPending.class);
            }
            assertThat(other.decode(good)).isEqualTo(command("c-1"));
        }
    }

    @Test
    void anOldReaderSkipsAFieldThatItDoesNotKnow() {
        String newer = InstanceCommand.SCHEMA$.toString();
        newer = newer.substring(0, newer.lastIndexOf("]"))
                + ",{\"name\":\"priority\",\"type\":[\"null\",\"int\"],\"default\":null}]}";
        Schema schema = new Schema.Parser().parse(newer);
        try (KafkaAvroSerializer serializer = serializer(Map.of())) {
            GenericRecord datum = new GenericData.Record(schema);
            InstanceCommand command = command("c-1");
            command.setInstanceAction(null);
            command.getSchema().getFields().forEach(f -> datum.put(f.name(), command.get(f.pos())));
            datum.put("issuedAt", command.getIssuedAt().toEpochMilli());
            datum.put("priority", 4);
            assertThat(codec.decode(written(serializer, datum))).isEqualTo(command);
        }
    }

    @Test
    void withoutAutoRegistrationTheSchemaMustBeThere() {
        try (KafkaAvroSerializer serializer = serializer(Map.of("auto.register.schemas", false))) {
            assertThatThrownBy(() -> serializer.serialize(TOPIC, command("c-1")))
                    .isInstanceOf(SchemaRefused.class);
            stub.put(
                    TOPIC + "-value",
                    JavaProperties.without(InstanceCommand.SCHEMA$).toString());
            assertThat(codec.decode(written(serializer, command("c-1")))).isEqualTo(command("c-1"));
        }
        assertThat(stub.requests()).noneMatch(r -> r.rawPath().endsWith("/versions"));
    }

    @Test
    void theLatestVersionIsWrittenByNameNotByPosition() {
        String fields = InstanceCommand.SCHEMA$.toString();
        String moved = fields.replace(
                "\"fields\":[{\"name\":\"commandId\"",
                "\"fields\":[{\"name\":\"first\",\"type\":\"string\",\"default\":\"new\"},{\"name\":\"commandId\"");
        int id = stub.put(TOPIC + "-value", moved);
        try (KafkaAvroSerializer serializer =
                serializer(Map.of("auto.register.schemas", "false", "use.latest.version", "true"))) {
            byte[] bytes = written(serializer, command("c-1"));
            assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(id);
            assertThat(codec.decode(bytes)).isEqualTo(command("c-1"));
        }
    }

    @Test
    void whatIsRegisteredIsThePublishedSchemaUnlessToldOtherwise() {
        try (KafkaAvroSerializer serializer = serializer(Map.of())) {
            byte[] bytes = written(serializer, command("c-1"));
            assertThat(stub.requests().getLast().body()).doesNotContain("avro.java.string");
            assertThat(codec.decode(bytes)).isEqualTo(command("c-1"));
        }
        try (KafkaAvroSerializer serializer = serializer(Map.of("avro.remove.java.properties", "false"))) {
            byte[] bytes = written(serializer, command("c-1"));
            assertThat(stub.requests().getLast().body()).contains("avro.java.string");
            assertThat(codec.decode(bytes)).isEqualTo(command("c-1"));
        }
    }

    @Test
    void anIncompleteRecordIsRefusedWithoutShowingIt() {
        InstanceCommand command = command("geheim");
        command.setActor(null);
        assertThatThrownBy(() -> codec.encode(command))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("InstanceCommand")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void oneCodecServesManyThreads() throws Exception {
        try (var pool = Executors.newFixedThreadPool(16)) {
            List<Future<Boolean>> results = IntStream.range(0, 16)
                    .mapToObj(t -> pool.submit(() -> IntStream.range(0, 500)
                            .mapToObj(i -> command("c-" + t + "-" + i))
                            .allMatch(command ->
                                    codec.decode(codec.encode(command)).equals(command))))
                    .toList();
            for (Future<Boolean> result : results) {
                assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(stub.requests()).hasSize(1);
    }

    private void assertUndecodable(byte[] value, String words) {
        assertThatThrownBy(() -> codec.decode(value))
                .isInstanceOf(UndecodableRecord.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("geheim");
    }

    private KafkaAvroSerializer serializer(Map<String, ?> settings) {
        KafkaAvroSerializer serializer = new KafkaAvroSerializer();
        serializer.configure(with(settings), false);
        return serializer;
    }

    private KafkaAvroDeserializer deserializer(Map<String, ?> settings) {
        KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();
        deserializer.configure(with(settings), false);
        return deserializer;
    }

    private Map<String, Object> with(Map<String, ?> settings) {
        Map<String, Object> config = new HashMap<>(settings);
        config.put("schema.registry.url", stub.url());
        return config;
    }

    private static byte[] written(KafkaAvroSerializer serializer, Object datum) {
        return Objects.requireNonNull(serializer.serialize(TOPIC, datum));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
