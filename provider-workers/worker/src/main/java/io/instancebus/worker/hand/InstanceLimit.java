package io.instancebus.worker.hand;

import io.instancebus.domain.InstanceId;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps an account within its number of instances: those that the bus knows at the provider, and those that this worker
 * is creating. It does not know concurrent creates of other workers, so together they may exceed the limit by a few.
 * With a limit, each create scans the account's instances once.
 */
public final class InstanceLimit {
    /** The time after which the bus knows the result of a create. */
    private static final Duration SETTLED = Duration.ofMinutes(2);

    /** Whether another instance may be created. */
    enum Room {
        THERE,
        NONE,
        /** The bus has not been read to its end yet. */
        UNCOUNTED
    }

    private final Optional<Integer> most;
    private final Supplier<Optional<Set<InstanceId>>> there;
    private final SteadyClock clock;
    private final Map<InstanceId, SteadyTime> making = new HashMap<>();

    /** @param there the account's instances at the provider, as far as the bus knows; empty until that is read */
    public InstanceLimit(Optional<Integer> most, Supplier<Optional<Set<InstanceId>>> there, SteadyClock clock) {
        this.most = most;
        this.there = there;
        this.clock = clock;
    }

    /** Admits this instance if the limit allows it; it then counts from now on. */
    synchronized Room admit(InstanceId id) {
        if (most.isEmpty()) {
            return Room.THERE;
        }
        Optional<Set<InstanceId>> counted = there.get();
        if (counted.isEmpty()) {
            return Room.UNCOUNTED;
        }
        Set<InstanceId> present = counted.get();
        SteadyTime now = clock.now();
        making.values().removeIf(now::isAfter);
        making.keySet().removeAll(present);
        if (!present.contains(id) && !making.containsKey(id) && present.size() + making.size() >= most.get()) {
            return Room.NONE;
        }
        making.put(id, now.plus(SETTLED));
        return Room.THERE;
    }

    /** Releases the place of an instance that was certainly not created. */
    synchronized void notMade(InstanceId id) {
        making.remove(id);
    }

    String words() {
        return "the account's limit of " + most.orElse(0) + " instances is reached (limits.instances)";
    }
}
