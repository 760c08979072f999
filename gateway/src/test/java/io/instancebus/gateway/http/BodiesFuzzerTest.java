package io.instancebus.gateway.http;

import io.instancebus.fuzzing.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The inputs that a fuzzer begins with and those it once found, and a few changes of each. */
class BodiesFuzzerTest {
    @Test
    void everyInputThatWasFoundIsSurvived() throws Exception {
        Replay.found(new BodiesFuzzer(), Path.of("src/test/fuzz/bodies"));
    }

    @Test
    void everySeedIsSurvivedAndSoAreItsChanges() throws Exception {
        Replay.changes(new BodiesFuzzer(), 100);
    }
}
