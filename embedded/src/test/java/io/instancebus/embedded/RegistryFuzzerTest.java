package io.instancebus.embedded;

import io.instancebus.fuzzing.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The inputs that a fuzzer begins with and those it once found, and a few changes of each. */
class RegistryFuzzerTest {
    @Test
    void everyInputThatWasFoundIsSurvived() throws Exception {
        Replay.found(new RegistryFuzzer(), Path.of("src/test/fuzz/registry"));
    }

    @Test
    void everySeedIsSurvivedAndSoAreItsChanges() throws Exception {
        Replay.changes(new RegistryFuzzer(), 100);
    }
}
