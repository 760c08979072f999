package io.instancebus.domain;

import io.instancebus.domain.Report.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cloud of one account under simulated time: idempotent by request key, slow, at times unlucky, at times forgetful of
 * what it made just now, at times not done with a create at its first request, and at times it makes a second machine
 * of one key. One machine is somebody else's.
 */
final class SimulatedCloud {
    static final String FOREIGN = "somebody-elses";

    private final Random random;
    private final Map<String, Machine> machines = new HashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, String> byKey = new HashMap<>();
    boolean troubled = true;
    int created;
    final Set<String> destroyed = new HashSet<>();

    SimulatedCloud(Random random) {
        this.random = random;
        Machine foreign = new Machine();
        foreign.state = SightingState.RUNNING;
        machines.put(FOREIGN, foreign);
        keys.put(FOREIGN, "another-key");
    }

    private static final class Machine {
        SightingState state = SightingState.PENDING;
        SightingState next = SightingState.RUNNING;
        Instant at = Instant.MAX;
        Instant knownFrom = Instant.MIN;
        int stepsLeft;
    }

    String create(String key, Instant now) {
        if (byKey.containsKey(key) && troubled && random.nextInt(6) == 0) {
            return make(key, "second-" + keys.size(), now);
        }
        return byKey.computeIfAbsent(key, unused -> {
            created++;
            return make(key, "native-" + key, now);
        });
    }

    private String make(String key, String id, Instant now) {
        Machine machine = new Machine();
        int luck = troubled ? random.nextInt(20) : 19;
        machine.next = luck == 0 ? SightingState.ERROR : luck == 1 ? SightingState.MISSING : SightingState.RUNNING;
        machine.at = luck == 2 ? Instant.MAX : luck % 4 == 3 ? now : now.plus(delay());
        if (troubled && random.nextInt(4) == 0) {
            machine.knownFrom = now.plus(delay());
        }
        if (troubled && random.nextInt(6) == 0) {
            machine.stepsLeft = 2;
            machine.at = Instant.MAX;
        }
        machines.put(id, machine);
        keys.put(id, key);
        return id;
    }

    boolean isMadeFor(String id, String key) {
        return key.equals(keys.get(id));
    }

    /** The worker that has created it, or found it, goes on with it; whether it comes to the end of that. */
    boolean goOn(String id, Instant now) {
        Machine machine = Objects.requireNonNull(machines.get(id));
        boolean last = machine.stepsLeft == 1;
        machine.stepsLeft = Math.max(0, machine.stepsLeft - 1);
        if (last && machine.state == SightingState.PENDING) {
            machine.at = now.plus(delay());
        }
        return machine.stepsLeft == 0;
    }

    private Duration delay() {
        return Duration.ofMillis(random.nextInt(6_000));
    }

    @Nullable
    String find(String key, Instant now) {
        String id = byKey.get(key);
        return id != null && Objects.requireNonNull(machines.get(id)).knownFrom.isAfter(now) ? null : id;
    }

    void act(Action action, String id, Instant now) {
        Machine machine = machines.get(id);
        if (machine == null) {
            return;
        }
        if (action == Action.DESTROY) {
            destroyed.add(id);
        }
        settle(machine, now);
        SightingState by = switch (action) {
            case START, REBOOT -> SightingState.RUNNING;
            case STOP -> SightingState.STOPPED;
            case DESTROY -> random.nextBoolean() ? SightingState.GONE : SightingState.MISSING;
        };
        if (machine.state == SightingState.GONE || machine.state == SightingState.MISSING) {
            return;
        }
        if (action == Action.DESTROY && machine.state == SightingState.PENDING && troubled && random.nextInt(4) == 0) {
            // It comes up instead, and nobody is told why.
            return;
        }
        if (action == Action.STOP || action == Action.DESTROY) {
            machine.state = SightingState.STOPPING;
        } else if (action == Action.START && machine.state != SightingState.RUNNING) {
            machine.state = SightingState.PENDING;
        }
        machine.next = by;
        machine.at = troubled && random.nextInt(25) == 0 ? Instant.MAX : now.plus(delay());
    }

    /** Somebody else acts, behind the bus's back. */
    void meddle(Instant now) {
        for (Machine machine : machines.values()) {
            settle(machine, now);
            if (machine.state == SightingState.RUNNING || machine.state == SightingState.STOPPED) {
                List<SightingState> may = List.of(
                        SightingState.RUNNING,
                        SightingState.STOPPED,
                        SightingState.MISSING,
                        SightingState.GONE,
                        SightingState.ERROR);
                machine.state = may.get(random.nextInt(may.size()));
                // What was under way ends with it: above all, what is gone does not come back.
                machine.at = Instant.MAX;
            }
        }
    }

    SightingState state(@Nullable String id, Instant now) {
        Machine machine = id == null ? null : machines.get(id);
        if (machine == null || machine.knownFrom.isAfter(now)) {
            return SightingState.MISSING;
        }
        settle(machine, now);
        return machine.state;
    }

    /** What the answer to a create shows, also of a machine that is not listed yet. */
    Sighting answer(String id, Instant now) {
        Machine machine = Objects.requireNonNull(machines.get(id));
        settle(machine, now);
        return sighting(id, machine.state);
    }

    Sighting observe(@Nullable String id, Instant now) {
        return sighting(id, state(id, now));
    }

    private static Sighting sighting(@Nullable String id, SightingState state) {
        boolean there = state != SightingState.MISSING && state != SightingState.GONE;
        return Sighting.builder(state)
                .rawState(state.name())
                .nativeId(there ? id : null)
                .publicAddresses(
                        state == SightingState.RUNNING
                                ? List.of(new Address("127.0.0.1", AddressType.IPV4))
                                : List.of())
                .build();
    }

    private static void settle(Machine machine, Instant now) {
        if (!now.isBefore(machine.at)) {
            machine.state = machine.next;
            machine.at = Instant.MAX;
        }
    }
}
