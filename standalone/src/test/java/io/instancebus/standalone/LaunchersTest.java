package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchersTest {
    /** Some of its threads would be gone and the others wait for them: it ends, and whoever started it starts it again. */
    @ParameterizedTest
    @ValueSource(strings = {"instance-bus", "Dockerfile"})
    void aProcessThatIsOutOfMemoryEnds(String launcher) {
        assertThat(Path.of("..", launcher)).content().contains("-XX:+ExitOnOutOfMemoryError");
    }
}
