package io.instancebus.schemas.consumer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When the records of a held partition arrived, as far as its consumer has seen the partition's end; those that were
 * there before count from when it was held. It forgets all of it when the partition has not been held for half a minute:
 * the registry's refusal of another schema long ago must not cost a new record its patience.
 */
final class Backlog {
    private static final long GOES_ON_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MOST = 128;

    /** Where the partition ended at a time. */
    private record Seen(long end, long at) {}

    private final Deque<Seen> ends = new ArrayDeque<>();
    private long heldAt;

    void heldAt(long offset, long end, long now) {
        forget(now);
        heldAt = now;
        ends.removeIf(seen -> seen.end <= offset);
        if (ends.isEmpty() || end > ends.getLast().end) {
            if (ends.size() == MOST) {
                // Those that it told of count as having come later, and are waited for a little longer.
                ends.removeLast();
            }
            ends.addLast(new Seen(end, now));
        }
    }

    Duration waited(long offset, long now) {
        forget(now);
        return ends.stream()
                .filter(seen -> seen.end > offset)
                .findFirst()
                .map(seen -> Duration.ofNanos(now - seen.at))
                .orElse(Duration.ZERO);
    }

    private void forget(long now) {
        if (now - heldAt > GOES_ON_NANOS) {
            ends.clear();
        }
    }
}
