package io.instancebus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.instancebus.benchmarks.stand.Progress;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress();

    private void at(double seconds, int running, double cpuMillis) {
        progress.add(new Progress.Sample(running, seconds, cpuMillis));
    }

    /** The first and the last tenth are slow: they do not count. */
    @Test
    void onlyTheMiddleCounts() {
        at(0, 0, 0);
        at(50, 100, 5_000);
        at(54, 900, 5_400);
        at(99, 1_000, 9_000);

        assertThat(progress.perSecond()).isCloseTo(200, within(1e-9));
        assertThat(progress.cpuMillis()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void betweenTwoSamplesInstancesBecomeRunningEvenly() {
        at(0, 0, 0);
        at(10, 1_000, 2_000);

        assertThat(progress.perSecond()).isCloseTo(100, within(1e-9));
        assertThat(progress.cpuMillis()).isCloseTo(2, within(1e-9));
    }
}
