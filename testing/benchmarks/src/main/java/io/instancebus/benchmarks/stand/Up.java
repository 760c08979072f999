package io.instancebus.benchmarks.stand;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./instance-bus up}, as a user starts it. */
public final class Up {
    private final Process process;
    private final double seconds;

    private Up(Process process, double seconds) {
        this.process = process;
        this.seconds = seconds;
    }

    /** Starts it, and returns when it has accepted its first command. */
    public static Up start(Path home, Path data) throws IOException, InterruptedException {
        long from = System.nanoTime();
        Process process = new ProcessBuilder(List.of(
                        home.resolve("instance-bus").toString(),
                        "up",
                        "--data-dir",
                        data.toString(),
                        "--http-port",
                        "0",
                        "--kafka-port",
                        "0",
                        "--registry-port",
                        "0"))
                .redirectErrorStream(true)
                .start();
        String address = address(process);
        create(address);
        return new Up(process, (System.nanoTime() - from) / 1e9);
    }

    /** The address that it prints when everything is up. */
    private static String address(Process process) throws IOException {
        StringBuilder said = new StringBuilder();
        // Not closed, because the process must be able to write later output.
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            int at = line.indexOf("http://");
            if (line.contains("HTTP API") && at > 0) {
                return line.substring(at).strip();
            }
        }
        throw new IllegalStateException("./instance-bus up ended: " + said);
    }

    private static void create(String address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"account\":\"sandbox\",\"imageId\":\"img1\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                throw new IllegalStateException(
                        "the first command was answered " + answer.statusCode() + ": " + answer.body());
            }
        }
    }

    /** The time from the launcher's call to the answer to the first command. */
    public double seconds() {
        return seconds;
    }

    public double residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .sum();
    }

    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
