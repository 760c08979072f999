package io.instancebus.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.provider.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RedactionTest {
    private final Redaction redaction = new Redaction();

    @Test
    void aSecretIsReplacedWhereverItStands() {
        add("hunter2");
        assertThat(redaction.of("hunter2 and hunter2hunter2, not hunter", false))
                .isEqualTo("*** and ***, not hunter");
        assertThat(redaction.of("nothing to see", true)).isEqualTo("nothing to see");
    }

    @Test
    void secretsThatOverlapAreBothReplaced() {
        add("abcabc");
        add("bcab1234");
        assertThat(redaction.of("xabcabcabcab1234y", false)).isEqualTo("x***y");
    }

    /** A key is printed line by line, for example with another indentation or line end. */
    @Test
    void eachLongLineOfATextIsASecretToo() {
        add("-----BEGIN PRIVATE KEY-----\r\nMC4CAQAwBQYDK2VwBCIEIA\nx=\n-----END PRIVATE KEY-----\n");
        assertThat(redaction.of("1: MC4CAQAwBQYDK2VwBCIEIA\r\n2: x=\r\n", false))
                .isEqualTo("1: ***\r\n2: x=\r\n");
    }

    @Test
    void ofAnOutputThatWasCutTheBeginningOfASecretAtItsEndIsReplaced() {
        add("hunter2");
        assertThat(redaction.of("it is hunte", true)).isEqualTo("it is ***");
        assertThat(redaction.of("it is hunte", false)).isEqualTo("it is hunte");
        assertThat(redaction.of("it is hun", true)).as("too short to tell").isEqualTo("it is hun");
    }

    @Test
    void whatIsTooShortToBeToldFromChanceIsLeft() {
        add("abc");
        assertThat(redaction.of("abcabc", false)).isEqualTo("abcabc");
    }

    @Test
    void nothingIsLeftOfItWhenItIsClosed() {
        add("hunter2");
        redaction.close();
        assertThat(redaction.of("hunter2", false)).isEqualTo("hunter2");
    }

    @Test
    void anyTextGrowsNoLongerAndHoldsNoSecretAfterwards() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            String secret = letters(random, 4 + random.nextInt(8));
            String text = letters(random, random.nextInt(200));
            try (Redaction one = new Redaction()) {
                one.add(new Secret(secret.getBytes(StandardCharsets.UTF_8)));
                assertThat(one.of(text, false)).doesNotContain(secret).hasSizeLessThanOrEqualTo(text.length());
            }
        }
    }

    @Test
    @Timeout(60)
    void manyLongSecretsThatRepeatThemselvesTakeNoLonger() {
        add("a".repeat(30_000) + "b");
        add(("a".repeat(60) + "b\n").repeat(1_000));
        assertThat(redaction.of("a".repeat(65_536), false)).hasSize(65_536);
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < length; at++) {
            text.append((char) ('a' + random.nextInt(2)));
        }
        return text.toString();
    }

    private void add(String secret) {
        try (Secret added = new Secret(secret.getBytes(StandardCharsets.UTF_8))) {
            redaction.add(added);
        }
    }
}
