package io.instancebus.benchmarks.stand;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Many callers who wait at once for the answers to their commands, in a JVM of their own. */
public final class Callers implements AutoCloseable {
    static final String READY = "ready";
    static final String END = "end";

    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    private Callers(Process process) {
        this.process = process;
        this.output = process.inputReader();
        this.input = process.outputWriter();
    }

    /** Returns when they are ready to call. */
    public static Callers start(String address) throws IOException {
        Callers callers = new Callers(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CallersMain.class.getName(),
                        address)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        if (!READY.equals(callers.output.readLine())) {
            callers.close();
            throw new IOException("the callers did not start");
        }
        return callers;
    }

    /** So many of them call, and wait. */
    public void call(int count) throws IOException {
        input.write(count + "\n");
        input.flush();
    }

    /** Returns when each has an answer: when it came, by the id of its command. */
    public Map<String, Instant> answers() throws IOException {
        Map<String, Instant> answers = new HashMap<>();
        for (String line = output.readLine(); !END.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("the callers ended");
            }
            List<String> words = List.of(line.split(" "));
            if (!words.getFirst().equals("answered")) {
                throw new IOException("a caller was not answered: " + line);
            }
            answers.put(words.get(1), Instant.parse(words.get(2)));
        }
        return answers;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
