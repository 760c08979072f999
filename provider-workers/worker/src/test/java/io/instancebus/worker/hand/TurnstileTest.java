package io.instancebus.worker.hand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instancebus.worker.HandClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private final HandClock clock = new HandClock();

    private static void passes(Turnstile turnstile) throws InterruptedException {
        Turnstile.Passage passage = turnstile.enter();
        assertThat(passage).isInstanceOf(Turnstile.Entered.class);
        ((Turnstile.Entered) passage).close();
    }

    /** The burst of a second, and then one that waits for its turn, in which it is interrupted. */
    @Test
    void whoIsInterruptedWhileWaitingLeavesItsPlace() throws Exception {
        Turnstile turnstile = new Turnstile(1, Optional.of(20.0), clock);
        for (int i = 0; i < 20; i++) {
            passes(turnstile);
        }
        clock.beforeNext(() -> Thread.currentThread().interrupt());
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(turnstile::enter);
        clock.advance(Duration.ofSeconds(1));
        passes(turnstile);
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyOutForLong() throws Exception {
        Turnstile turnstile = new Turnstile(16, Optional.of(0.5), clock);
        passes(turnstile);
        assertThat(turnstile.enter()).isInstanceOf(Turnstile.Over.class);
        clock.advance(Duration.ofHours(-1));
        passes(turnstile);
        assertThat(turnstile.enter()).as("the limit still holds").isInstanceOf(Turnstile.Over.class);
        clock.advance(Duration.ofSeconds(2));
        passes(turnstile);
    }
}
