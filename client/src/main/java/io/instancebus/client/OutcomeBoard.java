package io.instancebus.client;

import io.instancebus.avro.InstanceEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Matches answers with the callers that wait for them, in either order of arrival. It remembers a bounded number of the
 * latest answers and acceptances.
 */
final class OutcomeBoard {
    private final Map<String, CommandOutcome> known;
    private final Map<String, CompletableFuture<CommandOutcome>> waiting = new HashMap<>();

    /** @param remembered how many commands without a waiting caller are remembered */
    OutcomeBoard(int remembered) {
        this.known = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CommandOutcome> eldest) {
                return size() > remembered;
            }
        };
    }

    void see(InstanceEvent event) {
        CommandOutcome.of(event).ifPresentOrElse(this::answer, () -> accepted(event));
    }

    private void answer(CommandOutcome outcome) {
        CompletableFuture<CommandOutcome> future;
        synchronized (this) {
            CommandOutcome before = known.get(outcome.commandId());
            if (before != null && !(before instanceof CommandOutcome.Pending)) {
                // The id was used for two instances; the first answer is kept.
                return;
            }
            known.put(outcome.commandId(), outcome);
            future = waiting.remove(outcome.commandId());
        }
        if (future != null) {
            future.complete(outcome);
        }
    }

    private synchronized void accepted(InstanceEvent event) {
        if (event.getCommandAccepted() != null && event.getCommandId() != null) {
            known.putIfAbsent(event.getCommandId(), new CommandOutcome.Pending(event.getCommandId(), event));
        }
    }

    /** Fails only when the board is closed; after the time-out the outcome is Pending. */
    CompletableFuture<CommandOutcome> await(String commandId, Duration timeout) {
        CompletableFuture<CommandOutcome> answer;
        synchronized (this) {
            CommandOutcome now = state(commandId);
            if (!(now instanceof CommandOutcome.Pending)) {
                return CompletableFuture.completedFuture(now);
            }
            answer = waiting.computeIfAbsent(commandId, id -> new CompletableFuture<>());
        }
        // Each caller has a copy, so that one that gives up does not end the wait of another.
        return answer.copy()
                .completeOnTimeout(
                        new CommandOutcome.Pending(commandId, null), timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(outcome -> outcome instanceof CommandOutcome.Pending ? timedOut(commandId) : outcome);
    }

    private synchronized CommandOutcome timedOut(String commandId) {
        return state(commandId);
    }

    private CommandOutcome state(String commandId) {
        return known.getOrDefault(commandId, new CommandOutcome.Pending(commandId, null));
    }

    synchronized void end(Throwable cause) {
        waiting.values().forEach(future -> future.completeExceptionally(cause));
        waiting.clear();
    }
}
