package io.instancebus.worker.watcher;

import io.instancebus.fuzzing.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs the fuzzer's seed inputs, the inputs it once found, and a few mutations of each. */
class WorkerInputsFuzzerTest {
    @Test
    void everyInputThatWasFoundIsSurvived() throws Exception {
        Replay.found(new WorkerInputsFuzzer(), Path.of("src/test/fuzz/workers"));
    }

    @Test
    void everySeedIsSurvivedAndSoAreItsChanges() throws Exception {
        Replay.changes(new WorkerInputsFuzzer(), 100);
    }
}
