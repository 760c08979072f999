package io.instancebus.gateway.http;

import io.instancebus.avro.InstanceCommand;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where commands go. Safe for many threads. */
public interface CommandPublisher extends AutoCloseable {
    /** Completes once the bus has the command for good; exceptionally when it cannot be told that it has. */
    CompletableFuture<Void> publish(InstanceCommand command);

    /** Why nothing can be published now, in words that hold nothing internal; empty while all is well. */
    Optional<String> trouble();

    @Override
    void close();
}
