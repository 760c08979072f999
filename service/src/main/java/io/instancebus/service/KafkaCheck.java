package io.instancebus.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Checks whether Kafka answers. It asks Kafka at most once in two seconds, however often it is called, and waits for
 * the answer at most two seconds.
 */
public final class KafkaCheck {
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Admin admin;
    private Optional<String> unavailableReason = Optional.empty();
    private long askAgain = System.nanoTime();

    /** @param admin the client; its creator closes it */
    public KafkaCheck(Admin admin) {
        this.admin = admin;
    }

    public HealthCheck check() {
        return new HealthCheck("kafka", this::unavailableReason);
    }

    private synchronized Optional<String> unavailableReason() {
        if (System.nanoTime() - askAgain >= 0) {
            unavailableReason = ask();
            askAgain = System.nanoTime() + FRESH.toNanos();
        }
        return unavailableReason;
    }

    private Optional<String> ask() {
        try {
            var unused = admin.describeCluster().nodes().get(FRESH.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of("Kafka does not answer");
        } catch (IllegalStateException e) {
            // The client is closed.
            return Optional.of("the service is stopping");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the service is stopping");
        }
    }
}
