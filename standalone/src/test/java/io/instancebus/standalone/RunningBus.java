package io.instancebus.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code instance-bus up} as a process of its own, on free ports, as a user would start it. */
final class RunningBus implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("^  (HTTP API|Kafka|schema registry) +(\\S+)$");

    private final Process process;
    private final Addresses addresses;
    private final Duration startTime;
    private final StringBuffer said;

    private RunningBus(Process process, Addresses addresses, Duration startTime, StringBuffer said) {
        this.said = said;
        this.process = process;
        this.addresses = addresses;
        this.startTime = startTime;
    }

    static RunningBus up(Path dataDirectory, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--data-dir",
                dataDirectory.toString(),
                "--http-port",
                "0",
                "--kafka-port",
                "0",
                "--registry-port",
                "0"));
        arguments.addAll(List.of(more));
        long from = System.nanoTime();
        try {
            Process process = new ProcessBuilder(ProductJvm.command("768m", arguments))
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            StringBuffer said = new StringBuffer();
            Addresses addresses = readSummary(process, said);
            return new RunningBus(process, addresses, Duration.ofNanos(System.nanoTime() - from), said);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Addresses readSummary(Process process, StringBuffer said) throws IOException {
        String[] found = new String[3];
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            Matcher address = ADDRESS.matcher(line);
            if (address.matches()) {
                int index = List.of("Kafka", "schema registry", "HTTP API").indexOf(address.group(1));
                found[index] = address.group(2);
            }
            if (line.startsWith("Ctrl-C")) {
                Thread.ofVirtual().start(() -> drain(lines, said));
                return new Addresses(found[0], found[1], found[2].replace("/v1/instances", ""));
            }
        }
        throw new IllegalStateException("instance-bus up did not start; it printed:\n" + said);
    }

    private static void drain(BufferedReader lines, StringBuffer said) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
            }
        } catch (IOException closed) {
            // A test may have ended the process already.
        }
    }

    /** What it has printed so far. */
    String said() {
        return said.toString();
    }

    boolean alive() {
        return process.isAlive();
    }

    Addresses addresses() {
        return addresses;
    }

    Duration startTime() {
        return startTime;
    }

    /** Ends the process as kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends the process as Ctrl-C does; returns the exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it did not stop within 60 s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    static String log(Path dataDirectory) {
        try {
            return Files.readString(dataDirectory.resolve(EmbeddedDefault.LOG));
        } catch (IOException failure) {
            return "no log: " + failure;
        }
    }
}
