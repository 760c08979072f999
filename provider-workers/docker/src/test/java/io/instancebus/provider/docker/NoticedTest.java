package io.instancebus.provider.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class NoticedTest {
    private final AtomicReference<SteadyTime> now = new AtomicReference<>(new SteadyTime(0));
    private final Noticed noticed = new Noticed(now::get);

    @Test
    void whatTheEngineHasToldOfIsNoticedForFifteenSeconds() {
        noticed.add(Set.of("c-1"));
        pass(Duration.ofSeconds(14));
        assertThat(noticed.lately("c-1")).isTrue();
        assertThat(noticed.lately("c-2")).isFalse();

        pass(Duration.ofSeconds(1));
        assertThat(noticed.lately("c-1")).isFalse();
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }
}
