package io.instancebus.command.state;

import io.instancebus.domain.InstanceId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which instance wants to be looked after when. It is in memory, and made again from the instances when a partition is
 * taken over: a store of its own would cost each decision two more changes on disk and in a changelog. Only instances
 * with work under way, or to be forgotten, are in it.
 */
public final class DueIndex {
    /** An entry of the index. */
    public record Due(Instant at, InstanceId id) {}

    private final Map<InstanceId, Due> entries = new HashMap<>();
    private final NavigableSet<Due> queue = new TreeSet<>(
            Comparator.comparing(Due::at).thenComparing(due -> due.id().value()));

    /** Null when there is no entry. */
    public @Nullable Instant earliest() {
        return queue.isEmpty() ? null : queue.first().at();
    }

    /** @param at in place of what was set before; null for never */
    public void set(InstanceId id, @Nullable Instant at) {
        Due before = at == null ? entries.remove(id) : entries.get(id);
        if (before != null && !before.at().equals(at)) {
            queue.remove(before);
        }
        if (at != null && (before == null || !before.at().equals(at))) {
            Due due = new Due(at, id);
            entries.put(id, due);
            queue.add(due);
        }
    }

    /** The entries up to now, the earliest first, at most so many. They stay until something else is set. */
    public List<Due> upTo(Instant now, int limit) {
        return queue.stream()
                .takeWhile(due -> !due.at().isAfter(now))
                .limit(limit)
                .toList();
    }
}
