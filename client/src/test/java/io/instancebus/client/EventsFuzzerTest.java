package io.instancebus.client;

import io.instancebus.fuzzing.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The inputs that a fuzzer begins with and those it once found, and a few changes of each. */
class EventsFuzzerTest {
    @Test
    void everyInputThatWasFoundIsSurvived() throws Exception {
        Replay.found(new EventsFuzzer(), Path.of("src/test/fuzz/events"));
    }

    @Test
    void everySeedIsSurvivedAndSoAreItsChanges() throws Exception {
        Replay.changes(new EventsFuzzer(), 100);
    }
}
