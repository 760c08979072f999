package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, because a JVM configures its log once. */
@Tag("process")
@Timeout(120)
class LogFileTest {
    @TempDir
    private Path folder;

    /** The check of the options logs already, so the file is set before it. */
    @Test
    void upLogsToTheFileThatItNames() throws Exception {
        Path data = folder.resolve("data");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "up",
                        "--data-dir",
                        data.toString(),
                        "--sandbox",
                        "no-such-setting=1")
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(program.inputReader().lines())
                    .anySatisfy(line -> assertThat(line).contains("no-such-setting"));
            assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(data.resolve("logs/instance-bus.log")).exists();
        } finally {
            program.destroyForcibly();
        }
    }
}
