package io.instancebus.gateway;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.gateway.http.CommandPublisher;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A bus that remembers what was published. */
final class RecordingPublisher implements CommandPublisher {
    final List<InstanceCommand> published = new CopyOnWriteArrayList<>();
    volatile Consumer<InstanceCommand> afterwards = command -> {};
    volatile boolean away;

    InstanceCommand last() {
        return published.getLast();
    }

    @Override
    public CompletableFuture<Void> publish(InstanceCommand command) {
        if (away) {
            return CompletableFuture.failedFuture(new IllegalStateException("broker-7.internal:9092 is away"));
        }
        published.add(command);
        afterwards.accept(command);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<String> unavailableReason() {
        return away ? Optional.of("Kafka does not answer") : Optional.empty();
    }

    @Override
    public void close() {}
}
