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
 * The due times of instances, in memory. It is rebuilt from the stored instances when a partition is assigned, because
 * a store of its own would cost each decision two more writes to disk and to a changelog. It contains only instances
 * that have work in flight or will be forgotten.
 */
public final class DueIndex {
    /** An entry of the index. */
    public record Due(Instant at, InstanceId id) {}

    private final Map<InstanceId, Due> entries = new HashMap<>();
    private final NavigableSet<Due> queue = new TreeSet<>(
            Comparator.comparing(Due::at).thenComparing(due -> due.id().value()));

    /** The earliest due time; null if the index is empty. */
    public @Nullable Instant earliest() {
        return queue.isEmpty() ? null : queue.first().at();
    }

    /**
     * Replaces the due time of the instance.
     *
     * @param at null for never
     */
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

    /** The entries due by now, the earliest first, up to the limit. They stay until they are replaced. */
    public List<Due> upTo(Instant now, int limit) {
        return queue.stream()
                .takeWhile(due -> !due.at().isAfter(now))
                .limit(limit)
                .toList();
    }
}
