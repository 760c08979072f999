package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.service.HealthCheck;
import io.instancebus.service.Service;
import io.instancebus.service.ServiceShell.Starter;
import io.instancebus.standalone.ServiceCommands.ServiceCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs in a JVM of its own, because it tests how a JVM ends. */
@Tag("process")
@Timeout(60)
class ServiceCommandTest {
    /** A service that is live for two checks. */
    @Command(name = "mortal")
    static final class MortalCommand extends ServiceCommand {
        MortalCommand() {
            super(0);
        }

        @Override
        Starter configured(Path config) {
            return meters -> new Mortal();
        }
    }

    private static final class Mortal implements Service {
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        public boolean live() {
            return looks.incrementAndGet() <= 2;
        }

        @Override
        public List<HealthCheck> checks() {
            return List.of();
        }

        @Override
        public void close() {
            System.out.println("closed");
        }
    }

    /** The program that runs it. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.exit(new CommandLine(new MortalCommand()).execute(arguments));
        }
    }

    @TempDir
    private Path folder;

    @Test
    void aServiceThatCannotGoOnIsClosedAndItsProcessFails() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        "--config",
                        Files.writeString(folder.resolve("mortal.yaml"), "anything: goes\n")
                                .toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(program.inputReader().lines())
                    .anySatisfy(line -> assertThat(line).contains("The service failed"))
                    .contains("closed");
            assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).isEqualTo(1);
        } finally {
            program.destroyForcibly();
        }
    }
}
