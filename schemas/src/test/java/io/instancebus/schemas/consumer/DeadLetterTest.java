package io.instancebus.schemas.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    @Test
    void aReasonIsCutAtACharacterAndNotWithinOne() {
        DeadLetter.Source source = new DeadLetter.Source("t", 0, 1, null, new byte[1], new RecordHeaders());
        assertThat(reason(DeadLetter.of(source, "x" + "😀".repeat(1_000)))).isEqualTo("x" + "😀".repeat(499));
        assertThat(reason(DeadLetter.of(source, "short"))).isEqualTo("short");
    }

    private static String reason(DeadLetter letter) {
        return new String(letter.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8);
    }
}
