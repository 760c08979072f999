package io.instancebus.command;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThreadRestartsTest {
    private final AtomicReference<SteadyTime> now = new AtomicReference<>(new SteadyTime(0));
    private final ThreadRestarts restarts = new ThreadRestarts(now::get);

    @Test
    void threadsThatDieAreReplacedUnlessTheyKeepDying() {
        dieAsOftenAsAllowed();
        assertThat(restarts.handle(new IllegalStateException("disk"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void whatDiedLongAgoIsForgotten() {
        dieAsOftenAsAllowed();
        now.updateAndGet(before -> before.plus(ThreadRestarts.WITHIN).plus(Duration.ofMillis(1)));
        assertThat(restarts.handle(new IllegalStateException("disk"))).isEqualTo(REPLACE_THREAD);
    }

    private void dieAsOftenAsAllowed() {
        for (int i = 0; i < ThreadRestarts.MOST; i++) {
            assertThat(restarts.handle(new IllegalStateException("disk"))).isEqualTo(REPLACE_THREAD);
        }
    }
}
