package io.instancebus.provider.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentCreatesTest {
    private static final Duration WINDOW = Duration.ofMinutes(2);

    private final HandClock clock = new HandClock();
    private final RecentCreates recent = new RecentCreates(WINDOW, clock);

    /** It would be pending for an hour, although EC2 does not know it. */
    @Test
    void aCreateOfATimeWhenTheWallClockWasAheadIsRecentForNoLonger() {
        clock.setWall(Duration.ofHours(1));
        recent.created("i-1", "key-1");
        clock.setWall(Duration.ofHours(-1));

        clock.advance(WINDOW);

        assertThat(recent.has("i-1")).isFalse();
    }

    /** It would be missing, although EC2 knows it a second later. */
    @Test
    void aCreateIsRecentAlthoughTheWallClockIsSetAhead() {
        recent.created("i-1", "key-1");

        clock.setWall(Duration.ofHours(1));

        assertThat(recent.has("i-1")).isTrue();
        assertThat(recent.byRequestKey("key-1")).contains("i-1");
    }
}
