package io.instancebus.command.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final CommitPace pace = new CommitPace();
    private Instant now = BEGIN;

    private void pass(long millis) {
        now = now.plusMillis(millis);
    }

    private int commitsOf(int partitions, int milliseconds) {
        int commits = 0;
        for (int i = 0; i < milliseconds; i++) {
            for (int partition = 0; partition < partitions; partition++) {
                pace.written(now);
                commits += pace.take(now) ? 1 : 0;
            }
            pass(1);
        }
        return commits;
    }

    @Test
    void theFirstIsCommittedAtOnceAndNothingWithoutIt() {
        assertThat(pace.take(now)).isFalse();
        assertThat(pace.wanted()).isNull();
        pace.written(now);
        assertThat(pace.take(now)).isTrue();
        assertThat(pace.take(now)).isFalse();
        assertThat(pace.wanted()).isNull();
    }

    @Test
    void aThreadWithManyPartitionsCommitsAsOftenAsOneWithOne() {
        assertThat(commitsOf(1, 1_000)).isEqualTo(100);
        assertThat(commitsOf(24, 1_000)).isEqualTo(100);
    }

    @Test
    void aThreadThatIsBehindRequestsNothingAlsoForWhatItWritesInTime() {
        pace.written(now);
        pace.behind(now);
        assertThat(pace.wanted()).isNull();
        pass(100);
        pace.written(now);
        assertThat(pace.take(now)).as("it was behind just now").isFalse();
        pass(200);
        pace.written(now);
        assertThat(pace.take(now)).isTrue();
    }

    @Test
    void aClockThatWasAheadPutsOffNoCommit() {
        pass(86_400_000);
        pace.behind(now);
        pace.written(now);
        pass(-86_400_000);
        pace.written(now);
        assertThat(pace.take(now)).isTrue();
        pass(100_000_000);
        pace.written(now);
        assertThat(pace.take(now)).isTrue();
        pace.written(now);
        pass(-100_000_000);
        pace.written(now);
        assertThat(pace.take(now)).isTrue();
    }
}
