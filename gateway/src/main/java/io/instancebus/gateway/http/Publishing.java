package io.instancebus.gateway.http;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.gateway.json.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes a command within limited time, or reports that its publication is not known. */
final class Publishing {
    private static final Logger log = LoggerFactory.getLogger(Publishing.class);

    private final CommandPublisher publisher;
    private final Supplier<Optional<String>> noRoom;
    private final Duration longest;

    Publishing(CommandPublisher publisher, Supplier<Optional<String>> noRoom, Duration longest) {
        this.publisher = publisher;
        this.noRoom = noRoom;
        this.longest = longest;
    }

    /** Returns when the bus has stored the command. */
    void publish(InstanceCommand command) {
        noRoom.get().ifPresent(why -> {
            throw Problem.of(ProblemType.INSUFFICIENT_STORAGE, why + " The command was not published.")
                    .withHeader("Retry-After", "30")
                    .thrown();
        });
        try {
            // On a separate thread, because a client may block while the brokers or the registry are unavailable.
            CompletableFuture<Void> published =
                    CompletableFuture.runAsync(() -> publisher.publish(command).join(), Thread::startVirtualThread);
            published.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unavailable(command, stopped);
        } catch (ExecutionException | TimeoutException | RuntimeException failed) {
            throw unavailable(command, failed);
        }
    }

    private static ProblemException unavailable(InstanceCommand command, Exception failed) {
        Throwable cause = failed;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        log.atWarn()
                .addKeyValue("commandId", command.getCommandId())
                .addKeyValue("instanceId", command.getInstanceId())
                .addKeyValue("exception", cause.getClass().getName())
                .log("A command could not be published");
        if (cause instanceof AuthorizationException) {
            return Problem.of(
                            ProblemType.NOT_PERMITTED,
                            "The command was not published: Kafka does not permit this gateway to write to the topic of"
                                    + " commands, or its disk is nearly full.")
                    .withHeader("Retry-After", "30")
                    .thrown();
        }
        return Problem.of(
                        ProblemType.BUS_UNAVAILABLE,
                        "The bus does not confirm the command, which may or may not be on it."
                                + " Send it again with the same commandId and instanceId: it is carried out once.")
                .with("commandId", Json.MAPPER.getNodeFactory().stringNode(command.getCommandId()))
                .with("instanceId", Json.MAPPER.getNodeFactory().stringNode(command.getInstanceId()))
                .withHeader("Retry-After", "2")
                .thrown();
    }
}
