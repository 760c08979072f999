package io.instancebus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class ClocksTest {
    @TempDir
    private Path folder;

    /** Prints the time and the duration of a wait of 50 ms, repeatedly. */
    static final class Teller {
        private Teller() {}

        public static void main(String[] arguments) throws InterruptedException {
            Object nothing = new Object();
            while (true) {
                long begin = System.nanoTime();
                synchronized (nothing) {
                    nothing.wait(50);
                }
                System.out.println(Instant.now() + " " + (System.nanoTime() - begin) / 1_000_000);
            }
        }
    }

    @Test
    void aClockGoesWrongAndRightAgainWhileWaitsStayAsLongAsTheyAre() throws Exception {
        Optional<Clocks> clocks = Clocks.in(folder);
        assumeTrue(clocks.isPresent(), "libfaketime is not installed: apt-get install faketime");
        ProcessBuilder teller = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Teller.class.getName()));
        teller.environment()
                .putAll(clocks.orElseThrow().environments(List.of("teller")).get("teller"));
        Process process = teller.start();
        try (BufferedReader lines = process.inputReader()) {
            for (Duration offset : List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofMinutes(-2), Duration.ZERO)) {
                clocks.orElseThrow().set("teller", offset);
                awaitOffset(lines, offset);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitOffset(BufferedReader lines, Duration offset) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            assertThat(Long.parseLong(words[1])).as("a wait of 50 ms, in ms").isGreaterThanOrEqualTo(49);
            Duration off = Duration.between(Instant.now(), Instant.parse(words[0]));
            if (off.minus(offset).abs().compareTo(Duration.ofSeconds(20)) < 0) {
                return;
            }
        }
        throw new AssertionError("the clock was never off by " + offset);
    }
}
