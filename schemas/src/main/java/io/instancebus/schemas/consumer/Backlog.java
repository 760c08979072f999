package io.instancebus.schemas.consumer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The arrival times of the records of a held partition, as far as its consumer has seen the partition's end. Records
 * that were there before count from when the partition was held. It forgets all times when the partition has not been
 * held for half a minute, so that an old refusal of another schema does not use up the patience of a new record.
 */
final class Backlog {
    private static final long GOES_ON_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MOST = 128;

    /** The end of the partition at a time. */
    private record Seen(long end, long at) {}

    private final Deque<Seen> ends = new ArrayDeque<>();
    private long heldAt;

    void heldAt(long offset, long end, long now) {
        forget(now);
        heldAt = now;
        ends.removeIf(seen -> seen.end <= offset);
        if (ends.isEmpty() || end > ends.getLast().end) {
            if (ends.size() == MOST) {
                // The records of the forgotten entry count as arrived later, and so wait a little longer.
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
