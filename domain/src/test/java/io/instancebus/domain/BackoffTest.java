package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1));

    @Test
    void eachPauseIsTwiceAsLongUpToTheLongest() {
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(backoff::after))
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1));
    }

    @Test
    void noNumberOfFailuresIsTooLarge() {
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.after(0)).isEqualTo(Duration.ofMillis(200));
        assertThat(new Backoff(Duration.ofDays(1), Duration.ofDays(365_000)).after(1_000))
                .isEqualTo(Duration.ofDays(365_000));
    }

    @Test
    void aFirstPauseBeyondTheLongestIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(-1), Duration.ofSeconds(1)));
    }
}
