package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages found in a target's output, however it is split into pieces. */
class AnswerStreamTest {
    private static final String NONCE = "instance-bus-ab12";

    private final AnswerStream stream = new AnswerStream(NONCE, 10);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000_000})
    void findsTheAnswerBehindAnyAmountOfOtherText(int pieces) {
        String noise = "instance-bus-instance-bus-ab1 \n".repeat(10_000);
        send(noise + NONCE + " begun\n" + noise + "iinstance-bus-ab12 result performed 3 - 0 5 0 4\nłz\nbye", pieces);

        assertThat(stream.answer()).isEqualTo(new PosixAnswer.Result(false, 3, "-", false, 5, false, 4));
        assertThat(stream.complete()).isTrue();
        assertThat(new String(stream.output(), UTF_8)).isEqualTo("łz\n");
    }

    @Test
    void keepsNoMoreOutputThanItsLimit() {
        send(NONCE + " result adopted 0 - 0 5 1 20000\n" + "x".repeat(19_999), 1024);
        assertThat(stream.complete()).isFalse();
        send("x and more", 1024);

        assertThat(stream.complete()).isTrue();
        assertThat(stream.output()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "result",
                "result performed 0 - 0 5 0",
                "result performed 0 - 0 5 0 -1",
                "result performed 0 - 0 5 0 99999999999999999999",
                "result performed x - 0 5 0 1",
                "result performed  - 0 5 0 1",
                "",
                "hello",
                "BEGUN"
            })
    void whatATargetMakesUpIsNoAnswer(String line) {
        send(NONCE + " " + line + "\n", 3);

        assertThat(stream.answer()).isInstanceOf(PosixAnswer.Nothing.class);
    }

    @Test
    void tellsWhatWasSaidInOneLineWithoutControlCharacters() {
        send("\u001b[31mPlease login\r\n as ubuntu\u0000\u202e\n" + "x".repeat(100_000), 1000);

        assertThat(stream.said()).startsWith("[31mPlease login as ubuntu xxx").hasSizeLessThanOrEqualTo(500);
    }

    @Test
    void leavesOutAnEchoOfTheScript() {
        send("hello\nib_nonce='" + NONCE + "'\nib_command='secret'\n", 1000);

        assertThat(stream.said()).isEqualTo("hello");
    }

    private void send(String text, int pieces) {
        byte[] bytes = text.getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i += pieces) {
            stream.write(bytes, i, Math.min(pieces, bytes.length - i));
        }
    }
}
