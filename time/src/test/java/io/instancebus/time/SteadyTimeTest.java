package io.instancebus.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

    private final SteadyTime now = SteadyClock.system().now();

    @Test
    void theSystemsClockGoesForward() {
        assertThat(SteadyClock.system().now()).isGreaterThanOrEqualTo(now);
    }

    @Test
    void aTimeLaterIsAfterwardsByThatMuch() {
        SteadyTime later = now.plus(Duration.ofDays(1));

        assertThat(later.isAfter(now)).isTrue();
        assertThat(now.isBefore(later)).isTrue();
        assertThat(now.until(later)).isEqualTo(Duration.ofDays(1));
        assertThat(later.until(now)).isEqualTo(Duration.ofDays(-1));
        assertThat(later.minus(Duration.ofDays(1))).isEqualTo(now);
    }

    @Test
    void theFirstOfAllTimesIsPastWhateverIsAdded() {
        assertThat(SteadyTime.MIN.plus(Duration.ofDays(365)).isBefore(now)).isTrue();
        assertThat(SteadyTime.MIN.minus(Duration.ofDays(1))).isEqualTo(SteadyTime.MIN);
        assertThat(SteadyTime.MIN.until(now)).isPositive();
    }

    @Test
    void aDurationThatIsTooLongNeverEnds() {
        assertThat(now.plus(LONGEST).isAfter(now.plus(Duration.ofDays(36_500)))).isTrue();
        assertThat(now.plus(LONGEST).plus(LONGEST)).isEqualTo(now.plus(LONGEST));
        assertThat(now.minus(LONGEST).isBefore(now)).isTrue();
    }
}
