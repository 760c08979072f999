package io.instancebus.benchmarks.stand;

import io.instancebus.schemas.BusConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code ./instance-bus up}, as a user starts it. */
public final class Up {
    private final Process process;
    private final BusConnection bus;
    private final double seconds;

    private Up(Process process, BusConnection bus, double seconds) {
        this.process = process;
        this.bus = bus;
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
        // Not closed, because the process must be able to write later output.
        BufferedReader lines = process.inputReader();
        create(after(lines, "HTTP API"));
        double seconds = (System.nanoTime() - from) / 1e9;
        String bootstrapServers = after(lines, "Kafka ");
        String registryUrl = after(lines, "schema registry ");
        return new Up(process, new BusConnection(bootstrapServers, registryUrl, "", null, 1, Map.of()), seconds);
    }

    /** The address after this name in the summary that it prints when everything is up. */
    private static String after(BufferedReader lines, String name) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith("  " + name)) {
                return line.substring(2 + name.length()).strip();
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

    /** Creates so many instances, and returns when all are RUNNING. */
    public void createRunning(int count) throws InterruptedException {
        AtomicInteger succeeded = new AtomicInteger();
        Consumer<ConsumerRecord<byte[], byte[]>> heard = event -> {
            if (Listener.type(event).equals("CommandSucceeded")) {
                succeeded.incrementAndGet();
            }
        };
        try (Creates creates = new Creates(bus, count);
                Listener ignored = new Listener(bus, Broker.topics(bus).events(), heard)) {
            creates.publish();
            Patience.await(count + " RUNNING instances", () -> succeeded.get() >= count);
        }
    }

    /** The processor time that it uses from now on, as a share of one core in percent. */
    public double processorPercent(Duration during) throws IOException, InterruptedException {
        long from = System.nanoTime();
        double before = processorSeconds();
        Thread.sleep(during);
        return 100 * (processorSeconds() - before) / ((System.nanoTime() - from) / 1e9);
    }

    /** The processor time of all its threads so far, in the system's ticks of 10 ms. */
    private double processorSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        // The name, which may have spaces, is in brackets; the fields after it begin with the third.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
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
