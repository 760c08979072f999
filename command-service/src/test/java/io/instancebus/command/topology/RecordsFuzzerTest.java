package io.instancebus.command.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.fuzzing.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The inputs that a fuzzer begins with and those it once found, and a few changes of each. */
class RecordsFuzzerTest {
    @Test
    void everyInputThatWasFoundIsSurvived() throws Exception {
        assertThat(Replay.found(new RecordsFuzzer(), Path.of("src/test/fuzz/records")))
                .isPositive();
    }

    @Test
    void everySeedIsSurvivedAndSoAreItsChanges() throws Exception {
        Replay.changes(new RecordsFuzzer(), 10);
    }
}
