package io.instancebus.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.fuzzing.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The inputs that a fuzzer begins with and those it once found, and a few changes of each. */
class WriterSchemaFuzzerTest {
    @Test
    void everyInputThatWasFoundIsSurvived() throws Exception {
        assertThat(Replay.found(new WriterSchemaFuzzer(), Path.of("src/test/fuzz/schemas")))
                .isPositive();
    }

    @Test
    void everySeedIsSurvivedAndSoAreItsChanges() throws Exception {
        Replay.changes(new WriterSchemaFuzzer(), 200);
    }
}
