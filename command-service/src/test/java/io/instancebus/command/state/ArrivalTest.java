package io.instancebus.command.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** Records that wait in the store, in each format that a release has written. */
class ArrivalTest {
    private static final long TIMESTAMP = 1_769_860_800_000L;
    private static final long TAKEN_AT = 1_769_860_801_234L;
    private static final String FIRST =
            "AQASaW5zdGFuY2VzLmNvbW1hbmRzAAAABwAAAAAAABJnAAABnBPsngAAAAACAAt0cmFjZXBhcmVudAAA"
                    + "AAQwMC0xAAdncsO2w59l/////wAAAANpLTEAAAAHAAF2YWx1ZQ==";
    private static final String SECOND =
            "AgASaW5zdGFuY2VzLmNvbW1hbmRzAAAABwAAAAAAABJnAAABnBPsngAAAAACAAAAC3RyYWNlcGFyZW50"
                    + "AAAABDAwLTEAAAAHZ3LDtsOfZf////8AAAADaS0xAAAABwABdmFsdWU=";
    private static final String THIRD =
            "AwASaW5zdGFuY2VzLmNvbW1hbmRzAAAABwAAAAAAABJnAAABnBPsngAAAAACAAAAC3RyYWNlcGFyZW50"
                    + "AAAABDAwLTEAAAAHZ3LDtsOfZf////8AAAADaS0xAAAABwABdmFsdWUAAAGcE+yi0g==";

    @Test
    void everyFormatThatWasEverWrittenIsRead() {
        for (String written : List.of(FIRST, SECOND, THIRD)) {
            Arrival arrival = Arrival.of(Base64.getDecoder().decode(written));
            assertThat(arrival.toString()).isEqualTo("instances.commands-7@4711");
            assertThat(arrival.timestamp()).isEqualTo(TIMESTAMP);
            assertThat(arrival.key()).isEqualTo("i-1".getBytes(StandardCharsets.UTF_8));
            assertThat(arrival.value()).isEqualTo("\0\1value".getBytes(StandardCharsets.UTF_8));
            assertThat(arrival.headers()).extracting(Header::key).containsExactly("traceparent", "größe");
            assertThat(arrival.headers())
                    .extracting(Header::value)
                    .containsExactly("00-1".getBytes(StandardCharsets.UTF_8), null);
            assertThat(arrival.takenAt()).isEqualTo(written.equals(THIRD) ? TAKEN_AT : TIMESTAMP);
        }
    }

    @Test
    void whatIsWrittenNowIsTheThirdFormat() {
        byte[] third = Base64.getDecoder().decode(THIRD);
        assertThat(Arrival.of(third).toBytes()).isEqualTo(third);
        assertThat(Arrival.of(Base64.getDecoder().decode(FIRST)).toBytes()[0]).isEqualTo((byte) 3);
    }

    @Test
    void aLaterFormatAndDamageAreSaid() {
        byte[] later = Base64.getDecoder().decode(THIRD);
        later[0] = 4;
        assertThatThrownBy(() -> Arrival.of(later))
                .isInstanceOf(UnreadableState.class)
                .hasMessage("a waiting record has format 4");
        byte[] damaged = Arrays.copyOf(Base64.getDecoder().decode(THIRD), 20);
        assertThatThrownBy(() -> Arrival.of(damaged)).isInstanceOf(UnreadableState.class);
    }
}
