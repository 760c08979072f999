package io.instancebus.worker.hand;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.InstanceId;
import io.instancebus.worker.HandClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstanceLimitTest {
    private final HandClock clock = new HandClock();
    private final InstanceLimit limit = new InstanceLimit(Optional.of(1), () -> Optional.of(Set.of()), clock);

    /** The instance was never created, and the bus has had time to learn that. */
    @Test
    void aCreateThatCameToNothingTakesItsPlaceForTwoMinutesWhateverTheWallClockSays() {
        clock.setWall(Duration.ofHours(1));
        assertThat(limit.admit(new InstanceId("a"))).isEqualTo(InstanceLimit.Room.THERE);
        clock.setWall(Duration.ofHours(-1));
        clock.advance(Duration.ofMinutes(2));
        assertThat(limit.admit(new InstanceId("b"))).isEqualTo(InstanceLimit.Room.NONE);
        clock.advance(Duration.ofSeconds(1));
        assertThat(limit.admit(new InstanceId("b"))).isEqualTo(InstanceLimit.Room.THERE);
    }
}
