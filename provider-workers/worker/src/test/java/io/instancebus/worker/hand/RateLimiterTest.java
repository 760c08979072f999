package io.instancebus.worker.hand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.instancebus.worker.HandClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private final HandClock clock = new HandClock();

    private static void passes(RateLimiter rateLimiter) throws InterruptedException {
        RateLimiter.Result passage = rateLimiter.acquire(Duration.ZERO);
        assertThat(passage).isInstanceOf(RateLimiter.Permit.class);
        ((RateLimiter.Permit) passage).close();
    }

    /** The burst of a second, and then one call that waits for its turn and is interrupted. */
    @Test
    void whoIsInterruptedWhileWaitingLeavesItsPlace() throws Exception {
        RateLimiter rateLimiter = new RateLimiter(1, Optional.of(20.0), clock);
        for (int i = 0; i < 20; i++) {
            passes(rateLimiter);
        }
        clock.beforeNext(() -> Thread.currentThread().interrupt());
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> rateLimiter.acquire(Duration.ZERO));
        clock.advance(Duration.ofSeconds(1));
        passes(rateLimiter);
    }

    @Test
    void whoWaitsIsNextWhenACallEnds() throws Exception {
        RateLimiter rateLimiter = new RateLimiter(1, Optional.empty(), clock);
        RateLimiter.Permit first = (RateLimiter.Permit) rateLimiter.acquire(Duration.ZERO);
        AtomicReference<RateLimiter.Result> second = new AtomicReference<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                second.set(rateLimiter.acquire(Duration.ofMinutes(1)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        assertThat(second).hasNullValue();

        first.close();

        waiting.join();
        assertThat(second.get()).isInstanceOf(RateLimiter.Permit.class);
    }

    @Test
    void whoHasWaitedInVainIsToldWhenToComeAgain() throws Exception {
        RateLimiter rateLimiter = new RateLimiter(1, Optional.empty(), clock);
        RateLimiter.Result first = rateLimiter.acquire(Duration.ZERO);

        assertThat(rateLimiter.acquire(Duration.ofMillis(20)))
                .isInstanceOfSatisfying(
                        RateLimiter.Throttled.class,
                        throttled -> assertThat(throttled.retryAfter()).isPositive());
        assertThat(first).isInstanceOf(RateLimiter.Permit.class);
    }

    /** As it is when the clock was ahead for a moment. */
    @Test
    void aWallClockThatIsSetBackNeitherKeepsAnyoneOutNorLetsAnyoneIn() throws Exception {
        RateLimiter rateLimiter = new RateLimiter(16, Optional.of(0.5), clock);
        passes(rateLimiter);
        assertThat(retryAfter(rateLimiter)).isEqualTo(Duration.ofSeconds(2));

        clock.setWall(Duration.ofDays(-1));

        clock.advance(Duration.ofSeconds(1));
        assertThat(retryAfter(rateLimiter)).isLessThan(Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(1));
        passes(rateLimiter);
    }

    private static Duration retryAfter(RateLimiter rateLimiter) throws InterruptedException {
        return ((RateLimiter.Throttled) rateLimiter.acquire(Duration.ZERO)).retryAfter();
    }
}
