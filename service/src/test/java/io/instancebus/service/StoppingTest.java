package io.instancebus.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs in a JVM of its own, because it tests how a JVM ends. */
@Tag("process")
@Timeout(60)
class StoppingTest {
    private static final String SLOW_CONSOLE = "slow-console";
    private static final String BROKEN_PARTS = "broken-parts";

    /** Prints its last words slowly, as on a busy machine. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws InterruptedException {
            boolean broken = arguments[0].equals(BROKEN_PARTS);
            Stopping stopping = new Stopping();
            System.out.println("running");
            stopping.awaitWhile(() -> true);
            stopping.close(() -> close(broken), () -> System.out.println("stopping"), () -> slowly("stopped"));
        }

        private static void close(boolean broken) {
            System.out.println("closed");
            if (broken) {
                throw new IllegalStateException("the door sticks");
            }
        }

        private static void slowly(String words) {
            try {
                Thread.sleep(500);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
            System.out.println(words);
        }
    }

    @Test
    void theLastWordIsSaidBeforeTheProcessEnds() throws Exception {
        assertThat(saidAfterTermination(SLOW_CONSOLE)).containsExactly("stopping", "closed", "stopped");
    }

    @Test
    void whatDidNotStopCleanlyIsSaid() throws Exception {
        assertThat(saidAfterTermination(BROKEN_PARTS))
                .containsExactly("stopping", "closed", "instance-bus: a part did not stop cleanly: the door sticks");
    }

    private static String[] saidAfterTermination(String behaviour) throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        behaviour)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = program.inputReader()) {
            assertThat(said.readLine()).isEqualTo("running");
            program.toHandle().destroy();
            String[] lines = said.lines().toArray(String[]::new);
            assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return lines;
        } finally {
            program.destroyForcibly();
        }
    }
}
