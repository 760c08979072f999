package io.instancebus.schemas.consumer;

import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Closes a consumer soon. One that ends its fetch session in good order waits until the broker has answered the fetch that
 * is under way, which an idle broker does only after {@code fetch.max.wait.ms}. A second close does nothing.
 */
public final class EarlyClose implements AutoCloseable {
    /** Enough to leave a group. */
    private static final Duration AT_MOST = Duration.ofMillis(500);

    private final Consumer<?, ?> consumer;

    public EarlyClose(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(AT_MOST));
    }
}
