package io.instancebus.projector.jdbc;

import io.instancebus.fuzzing.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs the fuzzer's seed inputs, the inputs it once found, and a few mutations of each. */
class ViewFuzzerTest {
    @Test
    void everyInputThatWasFoundIsSurvived() throws Exception {
        Replay.found(new ViewFuzzer(), Path.of("src/test/fuzz/view"));
    }

    @Test
    void everySeedIsSurvivedAndSoAreItsChanges() throws Exception {
        Replay.changes(new ViewFuzzer(), 10);
    }
}
