package io.instancebus.worker.hand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instancebus.worker.HandClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private final HandClock clock = new HandClock();

    private static void passes(RateLimiter rateLimiter) throws InterruptedException {
        RateLimiter.Result passage = rateLimiter.acquire();
        assertThat(passage).isInstanceOf(RateLimiter.Permit.class);
        ((RateLimiter.Permit) passage).close();
    }

    /** The burst of a second, and then one that waits for its turn, in which it is interrupted. */
    @Test
    void whoIsInterruptedWhileWaitingLeavesItsPlace() throws Exception {
        RateLimiter rateLimiter = new RateLimiter(1, Optional.of(20.0), clock);
        for (int i = 0; i < 20; i++) {
            passes(rateLimiter);
        }
        clock.beforeNext(() -> Thread.currentThread().interrupt());
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(rateLimiter::acquire);
        clock.advance(Duration.ofSeconds(1));
        passes(rateLimiter);
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyOutForLong() throws Exception {
        RateLimiter rateLimiter = new RateLimiter(16, Optional.of(0.5), clock);
        passes(rateLimiter);
        assertThat(rateLimiter.acquire()).isInstanceOf(RateLimiter.Throttled.class);
        clock.advance(Duration.ofHours(-1));
        passes(rateLimiter);
        assertThat(rateLimiter.acquire()).as("the limit still holds").isInstanceOf(RateLimiter.Throttled.class);
        clock.advance(Duration.ofSeconds(2));
        passes(rateLimiter);
    }
}
