package io.instancebus.simulators.fault;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The planned faults, and how many requests still get each. Thread-safe. */
public final class FaultScript {
    private static final String ANY = "*";

    private record Entry(String call, String text, InjectedFault fault, AtomicInteger left) {
        boolean concerns(String asked, Predicate<String> mentions) {
            return (call.equals(ANY) || call.equals(asked)) && (text.isEmpty() || mentions.test(text));
        }
    }

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /**
     * The next requests of this kind get this fault, after earlier faults of the same kind.
     *
     * @param call the kind, or {@code *} for any
     * @param text a text in the request; empty for any
     * @param times the number of these requests
     */
    public void add(String call, String text, int times, InjectedFault fault) {
        entries.add(new Entry(call, text, fault, new AtomicInteger(times)));
    }

    public void clear() {
        entries.clear();
    }

    /** Takes the fault for a request; empty if there is none. */
    public Optional<InjectedFault> next(String call, Predicate<String> mentions) {
        for (Entry entry : entries) {
            if (entry.concerns(call, mentions) && entry.left().getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return Optional.of(entry.fault());
            }
        }
        return Optional.empty();
    }
}
