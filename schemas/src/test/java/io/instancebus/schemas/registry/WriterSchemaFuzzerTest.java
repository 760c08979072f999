package io.instancebus.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The inputs that a fuzzer begins with and those it once found, and a few changes of each. */
class WriterSchemaFuzzerTest {
    @Test
    void everyInputThatWasFoundIsSurvived() throws IOException {
        try (var found = Files.list(Path.of("src/test/fuzz/schemas"))) {
            List<Path> inputs = found.toList();
            assertThat(inputs).isNotEmpty();
            for (Path input : inputs) {
                WriterSchemaFuzzer.fuzzerTestOneInput(Files.readAllBytes(input));
            }
        }
    }

    @Test
    void everySeedIsSurvivedAndSoAreItsChanges() throws IOException {
        Random random = new Random(7);
        for (String seed : WriterSchemaFuzzer.seeds()) {
            byte[] text = seed.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 200; i++) {
                byte[] changed = text.clone();
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                WriterSchemaFuzzer.fuzzerTestOneInput(changed);
            }
        }
    }
}
