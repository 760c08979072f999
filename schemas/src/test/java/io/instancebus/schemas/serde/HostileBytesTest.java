package io.instancebus.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.registry.StubRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reaches the decoder under the id of a schema that is there, and must not get out of it as anything else. */
class HostileBytesTest {
    private StubRegistry stub;
    private SchemaRegistryClient registry;
    private AvroCodec<InstanceCommand> codec;

    @BeforeEach
    void start() throws IOException {
        stub = new StubRegistry();
        registry = SchemaRegistryClient.of(stub.url());
        codec = new AvroCodec<>(InstanceCommand.class, "instances.commands", registry);
    }

    @AfterEach
    void stop() {
        registry.close();
        stub.close();
    }

    @Test
    void aStringThatClaimsTwoGigabytesIsUndecodable() {
        int id = registry.register("instances.commands-value", InstanceCommand.SCHEMA$);
        for (long claim :
                new long[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, Long.MAX_VALUE, -1, Long.MIN_VALUE, 1}) {
            assertUndecodable(id, out -> out.writeLong(claim));
        }
    }

    @Test
    void aSchemaThatContainsItselfIsUndecodable() {
        stub.put(7, withExtra("{\"type\":\"record\",\"name\":\"X\",\"fields\":[{\"name\":\"x\",\"type\":\"X\"}]}"));
        assertUndecodable(7, HostileBytesTest::good);
        stub.put(
                8,
                withExtra(
                        "{\"type\":\"record\",\"name\":\"X\",\"fields\":[{\"name\":\"x\",\"type\":[\"null\",\"X\"]}]}"));
        assertUndecodable(8, out -> {
            good(out);
            for (int i = 0; i < 500_000; i++) {
                out.writeIndex(1);
            }
        });
    }

    @Test
    void aSkippedFieldOfCountlessItemsThatTakeNoBytesIsUndecodable() {
        stub.put(7, withExtra("{\"type\":\"array\",\"items\":\"null\"}"));
        assertUndecodable(7, out -> {
            good(out);
            out.writeLong(Integer.MAX_VALUE - 8);
        });
    }

    @Test
    void blocksThatClaimMoreThanTheValueHoldsAreUndecodable() {
        stub.put(7, withExtra("{\"type\":\"array\",\"items\":\"string\"}"));
        for (long[] claim : new long[][] {
            {Long.MIN_VALUE}, {-1, -1}, {-1, Long.MAX_VALUE}, {-5, 3, 0}, {Integer.MAX_VALUE - 8}, {Long.MAX_VALUE}
        }) {
            assertUndecodable(7, out -> {
                good(out);
                for (long each : claim) {
                    out.writeLong(each);
                }
            });
        }
    }

    @Test
    void nothingButAnAnswerComesOfAnyChangeToAValidValue() {
        byte[] valid = codec.encode(AvroSerdeTest.command("c-1"));
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            byte[] changed = valid.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                changed[WireFormat.PREFIX + random.nextInt(changed.length - WireFormat.PREFIX)] =
                        (byte) random.nextInt();
            }
            try {
                assertThat(codec.decode(changed)).isNotNull();
            } catch (UndecodableRecord expected) {
                assertThat(expected).hasMessageContaining("InstanceCommand");
            }
        }
    }

    @Test
    void nothingOfAForeignSchemaIsKeptLongerThanItsReader() {
        List<WeakReference<Schema>> schemas = readUnderForeignSchemas();

        // Processes that read for months meet any number of schemas.
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            System.gc();
            assertThat(schemas).allMatch(schema -> schema.refersTo(null));
        });
    }

    private List<WeakReference<Schema>> readUnderForeignSchemas() {
        List<WeakReference<Schema>> schemas = new ArrayList<>();
        try (KafkaAvroDeserializer generic = new KafkaAvroDeserializer()) {
            generic.configure(Map.of("schema.registry.url", stub.url()), false);
            for (int id = 7; id < 10; id++) {
                stub.put(id, withExtra("{\"type\":\"fixed\",\"name\":\"X\",\"size\":" + id + "}"));
                int size = id;
                byte[] value = value(id, out -> {
                    good(out);
                    out.writeFixed(new byte[size]);
                });
                schemas.add(new WeakReference<>(
                        ((GenericRecord) Objects.requireNonNull(generic.deserialize("t", value))).getSchema()));
            }
        }
        return schemas;
    }

    /** The contract with a field that our reader does not know and skips. */
    private static Schema withExtra(String type) {
        String contract = InstanceCommand.SCHEMA$.toString();
        return new Schema.Parser()
                .parse(contract.substring(0, contract.lastIndexOf(']')) + ",{\"name\":\"extra\",\"type\":" + type
                        + "}]}");
    }

    private static void good(BinaryEncoder out) throws IOException {
        new org.apache.avro.specific.SpecificDatumWriter<>(InstanceCommand.class)
                .write(AvroSerdeTest.command("c-1"), out);
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(BinaryEncoder out) throws IOException;
    }

    private void assertUndecodable(int id, Content content) {
        byte[] value = value(id, content);
        assertThatThrownBy(() -> codec.decode(value)).isInstanceOf(UndecodableRecord.class);
        try (KafkaAvroDeserializer generic = new KafkaAvroDeserializer()) {
            generic.configure(Map.of("schema.registry.url", stub.url()), false);
            assertThatThrownBy(() -> generic.deserialize("t", value)).isInstanceOf(UndecodableRecord.class);
        }
    }

    private static byte[] value(int id, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(WireFormat.PREFIX)
                .put(1, new byte[] {0, 0, 0, (byte) id})
                .array());
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            content.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }
}
