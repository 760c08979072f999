package com.example.processes;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts runs of an instance's program, which outlive the worker. */
record Launch(Instance instance, Path images) {
    private static final int LONGEST_LOG = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SCRIPT = script();

    private static String script() {
        try (InputStream in = Launch.class.getResourceAsStream("run.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("run.sh cannot be read", e);
        }
    }

    /**
     * Has a run claimed: by a new process, or by that of another launch of this number.
     *
     * @param earlier the runs whose end it waits for before it starts the program
     */
    void run(int number, List<Leader> earlier) throws IOException, ProviderFailure {
        Path program = new Catalogues(images)
                .program(instance.image())
                .orElseThrow(() -> Failures.conflict("the image " + instance.image() + " is not there any more"));
        Path record = Runs.file(instance.folder(), number);
        try {
            Process shell = start(number, program, earlier);
            long begin = System.nanoTime();
            while (!shell.waitFor(5, TimeUnit.MILLISECONDS) && Files.notExists(record)) {
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw ProviderFailure.outcomeUnknown("the start of the program takes too long", null);
                }
            }
        } catch (InterruptedException e) {
            throw Failures.interrupted("the start of the program", e);
        }
        if (Files.notExists(record)) {
            throw Files.isDirectory(instance.folder())
                    ? ProviderFailure.of(FailureCategory.INTERNAL, null, "the program could not be started")
                    : Failures.noInstance(instance.nativeId());
        }
    }

    private Process start(int number, Path program, List<Leader> earlier) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", SCRIPT, instance.nativeId()));
        command.addAll(List.of("" + number, program.toString(), "" + LONGEST_LOG));
        earlier.forEach(leader -> command.add("" + leader.pid()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(instance.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(Path.of("/dev/null").toFile());
        // The worker's own environment may hold secrets.
        builder.environment().clear();
        builder.environment().putAll(environment());
        return builder.start();
    }

    private Map<String, String> environment() {
        return Map.of(
                "PATH",
                "/usr/local/bin:/usr/bin:/bin",
                "LANG",
                "C.UTF-8",
                "HOME",
                instance.folder().resolve(Instance.HOME).toString(),
                "INSTANCE_BUS_INSTANCE_ID",
                instance.instanceId());
    }
}
