package io.instancebus.command.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The inputs that a fuzzer begins with and those it once found, and a few changes of each. */
class RecordsFuzzerTest {
    @Test
    void everyInputThatWasFoundIsSurvived() throws IOException {
        try (var found = Files.list(Path.of("src/test/fuzz/records"))) {
            List<Path> inputs = found.toList();
            assertThat(inputs).isNotEmpty();
            for (Path input : inputs) {
                RecordsFuzzer.fuzzerTestOneInput(Files.readAllBytes(input));
            }
        }
    }

    @Test
    void everySeedIsSurvivedAndSoAreItsChanges() {
        Random random = new Random(7);
        for (byte[] seed : RecordsFuzzer.seeds()) {
            RecordsFuzzer.fuzzerTestOneInput(seed);
            for (int i = 0; i < 10; i++) {
                byte[] changed = seed.clone();
                changed[1 + random.nextInt(changed.length - 1)] = (byte) random.nextInt();
                RecordsFuzzer.fuzzerTestOneInput(changed);
            }
        }
    }
}
