package io.instancebus.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A broker in a JVM of its own, which a test may kill. It speaks on its standard output, a line for each thing. */
final class BrokerProcess implements AutoCloseable {
    static final String TOPIC = "numbers";

    private final Process process;
    private final BufferedReader lines;
    private final List<String> said = new ArrayList<>();

    private BrokerProcess(Process process) {
        this.process = process;
        this.lines = process.inputReader();
    }

    /** Starts it; it produces numbers without end from {@code firstNumber} on if that is not negative. */
    static BrokerProcess start(Path folder, int port, int firstNumber) throws IOException {
        var command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                folder.toString(),
                Integer.toString(port),
                Integer.toString(firstNumber));
        return new BrokerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Waits until it has said this, and gives what came after the word. */
    String await(String word) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            if (line.startsWith(word + " ")) {
                return line.substring(word.length() + 1);
            }
        }
        throw new AssertionError("the broker's process ended after " + said);
    }

    /** SIGKILL, in the middle of whatever it does; gives all that it said before, the last line perhaps cut off. */
    List<String> kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly();
        lines.lines().forEach(said::add);
        process.waitFor();
        return said;
    }

    /** SIGTERM, which it takes as the wish to close the broker. */
    List<String> stop() throws IOException, InterruptedException {
        process.toHandle().destroy();
        lines.lines().forEach(said::add);
        process.waitFor();
        return said;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        var kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]));
        long ready = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            long begin = System.nanoTime();
            kafka.close();
            System.out.println("CLOSED " + (System.nanoTime() - begin) / 1_000_000);
        }));
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024 / 1024;
        System.out.println("READY " + ready + " ms after the JVM, live heap " + heap + " MB");
        System.out.println("PORT " + kafka.port());
        int first = Integer.parseInt(args[2]);
        if (first >= 0) {
            produceForEver(kafka, first);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private static void produceForEver(EmbeddedKafka kafka, int first) {
        try (var clients = new TestClients(kafka.bootstrapServers());
                var producer = clients.producer(Map.of("acks", "all", "delivery.timeout.ms", 130_000))) {
            if (!clients.topics().contains(TOPIC)) {
                clients.createTopic(TOPIC, 1);
            }
            var inFlight = new AtomicInteger();
            for (int number = first; ; number++) {
                String value = Integer.toString(number);
                inFlight.incrementAndGet();
                producer.send(new ProducerRecord<>(TOPIC, value), (metadata, failure) -> {
                    inFlight.decrementAndGet();
                    if (failure == null) {
                        System.out.println("ACKED " + value);
                    }
                });
                while (inFlight.get() > 500) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
