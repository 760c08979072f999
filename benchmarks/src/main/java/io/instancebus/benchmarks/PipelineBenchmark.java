package io.instancebus.benchmarks;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Creates through a running bus: how soon each is accepted, and how soon its instance runs. */
final class PipelineBenchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final PrintStream out;
    private final String bootstrapServers;
    private final String registryUrl;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Latencies accepted = new Latencies();
    private final Latencies running = new Latencies();
    private final AtomicInteger failed = new AtomicInteger();

    PipelineBenchmark(PrintStream out, String bootstrapServers, String registryUrl) {
        this.out = out;
        this.bootstrapServers = bootstrapServers;
        this.registryUrl = registryUrl;
    }

    void run(int count, int perSecond) throws InterruptedException {
        RawRoundTrip raw = new RawRoundTrip(bootstrapServers);
        Latencies without = raw.run(count, perSecond);
        ClientConfig config = ClientConfig.of(bootstrapServers, registryUrl, "benchmark");
        try (InstanceBusClient client = new InstanceBusClient(config);
                var reading = client.subscribe(this::see, StartAt.LATEST)) {
            long from = System.nanoTime();
            publish(client, count, perSecond);
            await(count);
            double seconds = (System.nanoTime() - from) / 1e9;
            out.printf("offered: %d creates at %d/s%n", count, perSecond);
            out.println("raw produce to consume on the same broker:    " + without);
            out.println("command to accepted event, read committed:    " + accepted);
            out.println("command to the instance seen running:         " + running);
            out.println("failed or rejected:                            " + failed);
            out.printf("ratio of the medians, accepted to raw: %.1f%n", accepted.median() / without.median());
            out.printf(
                    "all through: %d of %d in %.1f s, %.0f/s%n",
                    running.size(), count, seconds, running.size() / seconds);
            if (reading.ended().isDone()) {
                throw new IllegalStateException("the subscription ended early");
            }
        }
    }

    private void publish(InstanceBusClient client, int count, int perSecond) {
        long from = System.nanoTime();
        for (int index = 0; index < count; index++) {
            long due = from + index * 1_000_000_000L / perSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            InstanceCommand create = client.commands().create("sandbox", "img1");
            sent.put(create.getCommandId(), System.nanoTime());
            var unused = client.publish(create);
        }
    }

    private void see(InstanceEvent event) {
        Long at = event.getCommandId() == null ? null : sent.get(event.getCommandId());
        if (at == null) {
            return;
        }
        double millis = (System.nanoTime() - at) / 1e6;
        if (event.getCommandAccepted() != null) {
            accepted.add(millis);
        } else if (event.getCommandSucceeded() != null) {
            running.add(millis);
        } else if (event.getCommandFailed() != null || event.getCommandRejected() != null) {
            failed.incrementAndGet();
        }
    }

    private void await(int count) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (running.size() + failed.get() < count && System.nanoTime() < until) {
            Thread.sleep(20);
        }
    }
}
