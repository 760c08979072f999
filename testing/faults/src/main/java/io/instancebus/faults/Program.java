package io.instancebus.faults;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Runs a program of the operating system to its end. */
final class Program {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Program() {}

    /** Whether it ended with status 0 within a minute. */
    static boolean succeeds(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().onExit().join();
            return false;
        }
        return process.exitValue() == 0;
    }
}
