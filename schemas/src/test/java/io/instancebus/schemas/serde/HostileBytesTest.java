package io.instancebus.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.registry.StubRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
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
        assertThatThrownBy(() -> codec.decode(bytes.toByteArray())).isInstanceOf(UndecodableRecord.class);
        try (KafkaAvroDeserializer generic = new KafkaAvroDeserializer()) {
            generic.configure(Map.of("schema.registry.url", stub.url()), false);
            assertThatThrownBy(() -> generic.deserialize("t", bytes.toByteArray()))
                    .isInstanceOf(UndecodableRecord.class);
        }
    }
}
