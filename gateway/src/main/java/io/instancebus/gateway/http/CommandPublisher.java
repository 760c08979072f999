package io.instancebus.gateway.http;

import io.instancebus.avro.InstanceCommand;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Publishes commands. Thread-safe. */
public interface CommandPublisher extends AutoCloseable {
    /** Completes when the bus has stored the command; completes exceptionally if that is not known. */
    CompletableFuture<Void> publish(InstanceCommand command);

    /** Why commands cannot be published now, as a text without internal details; empty if they can. */
    Optional<String> unavailableReason();

    @Override
    void close();
}
