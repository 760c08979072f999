package io.instancebus.projector.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceDetails;
import io.instancebus.projector.Events;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The text is the one that Jackson writes, as older versions of the projector stored it. */
class AvroJsonTest {
    private static final JsonMapper JACKSON = JsonMapper.shared();

    @Test
    void everyCharacterIsWrittenAsJacksonWritesIt() {
        for (int code = 0; code <= Character.MAX_VALUE; code++) {
            String text = "a" + (char) code + "b";

            assertThat(AvroJson.of(text)).isEqualTo(JACKSON.writeValueAsString(text));
        }
    }

    @Test
    void textsOfManyCharactersAreWrittenAsJacksonWritesThem() {
        Random random = new Random(65);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append((char) (random.nextInt(4) == 0 ? random.nextInt(65_536) : random.nextInt(128)));
            }

            assertThat(AvroJson.of(text.toString())).isEqualTo(JACKSON.writeValueAsString(text.toString()));
        }
    }

    @Test
    void numbersTruthsAndBytesAreWrittenAsJacksonWritesThem() {
        List<Object> values = List.of(
                0,
                -1,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                true,
                false,
                0.1,
                1e300,
                -0.0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.MIN_VALUE,
                1.5f,
                Float.NaN);
        for (Object value : values) {
            assertThat(AvroJson.of(value)).isEqualTo(JACKSON.writeValueAsString(value));
        }
        byte[] bytes = new byte[77];
        new Random(65).nextBytes(bytes);
        assertThat(AvroJson.of(ByteBuffer.wrap(bytes))).isEqualTo(JACKSON.writeValueAsString(bytes));
    }

    @Test
    void listsAndMapsMayBeEmptyAndMapsAreInTheOrderOfTheirNames() {
        assertThat(AvroJson.of(List.of())).isEqualTo("[]");
        assertThat(AvroJson.of(Map.of())).isEqualTo("{}");
        assertThat(AvroJson.of(List.of("a", 1, List.of(true)))).isEqualTo("[\"a\",1,[true]]");
        assertThat(AvroJson.of(Map.of("b", "x", "a", "y", "c\"", List.of())))
                .isEqualTo("{\"a\":\"y\",\"b\":\"x\",\"c\\\"\":[]}");
    }

    @Test
    void aRecordHasItsFieldsInTheirOrderWithoutThoseThatAreNull() {
        InstanceDetails details = new InstanceDetails(
                null,
                "img",
                null,
                null,
                null,
                new ArrayList<>(List.of("f")),
                Map.of("k", "v"),
                null,
                null,
                List.of(),
                List.of(),
                22,
                Instant.parse("2026-01-01T00:00:00.100Z"),
                null,
                null,
                null);

        assertThat(AvroJson.of(details))
                .isEqualTo("{\"imageId\":\"img\",\"firewalls\":[\"f\"],\"tags\":{\"k\":\"v\"},\"publicAddresses\":[],"
                        + "\"privateAddresses\":[],\"sshPort\":22,\"launchedAt\":\"2026-01-01T00:00:00.100Z\"}");
    }

    @Test
    void theBodiesOfAWholeLifeAreJson() {
        Events.life("i1", "web").forEach(event -> {
            String text = EventBodies.text(event);

            assertThat(JACKSON.readTree(text).toString()).isEqualTo(text);
        });
    }
}
