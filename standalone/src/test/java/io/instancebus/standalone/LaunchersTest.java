package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchersTest {
    /**
     * After an OutOfMemoryError some threads may be dead and others wait for them: the JVM must exit, so that it is
     * restarted.
     */
    @ParameterizedTest
    @ValueSource(strings = {"instance-bus", "Dockerfile"})
    void aProcessThatIsOutOfMemoryEnds(String launcher) {
        assertThat(Path.of("..", launcher)).content().contains("-XX:+ExitOnOutOfMemoryError");
    }

    /** INSTANCE_BUS_PLUGINS is for people: a folder that it names must exist. */
    @ParameterizedTest
    @ValueSource(strings = {"instance-bus", "Dockerfile"})
    void theUsualFolderOfPluginsNeedNotExist(String launcher) {
        assertThat(Path.of("..", launcher))
                .content()
                .contains("INSTANCE_BUS_DEFAULT_PLUGINS=")
                .doesNotContain("INSTANCE_BUS_PLUGINS=");
    }
}
