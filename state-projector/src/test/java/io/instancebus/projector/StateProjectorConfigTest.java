package io.instancebus.projector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.view.ViewConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateProjectorConfigTest {
    private static final String BUS = """
            bus:
              bootstrapServers: 127.0.0.1:9092
              registryUrl: http://127.0.0.1:8081
            """;

    @TempDir
    Path folder;

    private StateProjectorConfig read(String yaml) {
        return StateProjectorConfig.read(file(yaml));
    }

    private Path file(String yaml) {
        try {
            return Files.writeString(folder.resolve("config.yaml"), yaml);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsLeftOutHasADefault() {
        StateProjectorConfig config = read(BUS + "view:\n  url: jdbc:sqlite:/data/view.db\n");

        assertThat(config.groupId()).isEqualTo("instance-bus-state-projector");
        assertThat(config.batchSize()).isEqualTo(5_000);
        assertThat(config.view()).isEqualTo(new ViewConfig("jdbc:sqlite:/data/view.db", null, null, 4));
        assertThat(config.bus().partitions()).isEqualTo(48);
    }

    @Test
    void everythingCanBeSaid() {
        StateProjectorConfig config = read(BUS + """
                view:
                  url: jdbc:postgresql://db/view
                  user: projector
                  passwordReference: env:VIEW_PASSWORD
                  poolSize: 7
                groupId: other
                batchSize: 100
                """);

        assertThat(config.view())
                .isEqualTo(new ViewConfig("jdbc:postgresql://db/view", "projector", "env:VIEW_PASSWORD", 7));
        assertThat(config.groupId()).isEqualTo("other");
        assertThat(config.batchSize()).isEqualTo(100);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertWrong(BUS + "view:\n  url: jdbc:sqlite:/v.db\n  uri: x\n", "view.uri");
        assertWrong(BUS + "view:\n  url: jdbc:mysql://x\n", "jdbc:postgresql:");
        assertWrong(BUS + "view:\n  url: jdbc:postgresql://x/y?password=hunter2\n", "passwordReference");
        assertWrong(BUS + "view:\n  url: jdbc:sqlite:/v.db\n  passwordReference: hunter2\n", "file:PATH or env:NAME");
        assertWrong(BUS + "view:\n  url: jdbc:sqlite:/v.db\n  poolSize: 0\n", "poolSize");
        assertWrong(BUS + "view:\n  url: 'jdbc:sqlite::memory:'\n", "must name a file");
        assertWrong(BUS, "view is missing");
        assertWrong("view:\n  url: jdbc:sqlite:/v.db\n", "bus is missing");
        assertWrong(BUS + "view:\n  url: jdbc:sqlite:/v.db\nbatchSize: 0\n", "batchSize");
        assertThatThrownBy(() -> StateProjectorConfig.read(folder.resolve("nothing.yaml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing.yaml");
    }

    private void assertWrong(String yaml, String words) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("hunter2");
    }
}
