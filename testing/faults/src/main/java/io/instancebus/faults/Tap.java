package io.instancebus.faults;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import io.instancebus.client.Subscription;
import io.instancebus.faults.check.AnswerChecks;
import io.instancebus.faults.check.CommandKey;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Follows the events as they arrive, and records when each command was answered. */
final class Tap implements AutoCloseable {
    /** The time of a command's first and of its final answer, in nanoseconds; 0 for none yet. */
    record Told(long first, long last, boolean succeeded) {
        static final Told NOTHING = new Told(0, 0, false);
    }

    private final Map<CommandKey, Told> told = new ConcurrentHashMap<>();
    private final Map<String, Long> arrivals = new ConcurrentHashMap<>();
    private final Set<String> vanished = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastArrival = new AtomicLong(System.nanoTime());
    private final InstanceBusClient client;
    private final Subscription subscription;

    Tap(ClientConfig config) {
        client = new InstanceBusClient(config);
        subscription = client.subscribe(this::see, StartAt.BEGINNING);
    }

    private void see(InstanceEvent event) {
        long now = System.nanoTime();
        arrivals.putIfAbsent(event.getEventId(), now);
        lastArrival.set(now);
        if (event.getInstanceVanished() != null) {
            vanished.add(event.getInstanceId());
        }
        if (event.getCommandId() == null) {
            return;
        }
        boolean last = AnswerChecks.LAST.contains(event.getType());
        if (event.getType().equals(AnswerChecks.ACCEPTED)) {
            told.merge(CommandKey.of(event), new Told(now, 0, false), (before, fresh) -> before);
        } else if (event.getType().equals(AnswerChecks.REJECTED)) {
            told.merge(CommandKey.of(event), new Told(now, now, false), (before, fresh) -> before);
        } else if (last) {
            boolean succeeded = event.getCommandSucceeded() != null;
            told.merge(
                    CommandKey.of(event),
                    new Told(now, now, succeeded),
                    (before, fresh) -> before.last == 0 ? new Told(before.first, now, succeeded) : before);
        }
    }

    Told told(CommandKey command) {
        return told.getOrDefault(command, Told.NOTHING);
    }

    /** Whether an event has said that this instance vanished. */
    boolean vanished(String instanceId) {
        return vanished.contains(instanceId);
    }

    long unanswered(Collection<CommandKey> commands) {
        return commands.stream().filter(command -> told(command).last() == 0).count();
    }

    /** The time at which each event arrived, by its id. */
    Map<String, Long> arrivals() {
        return Map.copyOf(arrivals);
    }

    long lastArrival() {
        return lastArrival.get();
    }

    /** The failure that ended the subscription, if any. */
    @Nullable
    Throwable failure() {
        return subscription.ended().isCompletedExceptionally()
                ? subscription.ended().exceptionNow()
                : null;
    }

    @Override
    public void close() {
        subscription.close();
        client.close();
    }
}
