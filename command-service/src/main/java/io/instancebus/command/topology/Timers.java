package io.instancebus.command.topology;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which timers of a partition may ring. While many of its reports are unread, the answer that a timer would ask for again
 * may be among them: each question more would delay all answers, until no instance got on at all.
 */
final class Timers {
    /** About what a stream thread reads in a second. */
    private static final long MANY = 1_000;
    /** Deadlines are met within this time also by a service that is behind for good. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Duration ASK_AGAIN = Duration.ofMillis(100);

    private final UnreadRecords unread;
    private final String reports;
    private final int partition;
    private Instant heldUntil = Instant.MIN;

    Timers(UnreadRecords unread, String reports, int partition) {
        this.unread = unread;
        this.reports = reports;
        this.partition = partition;
    }

    /** Timers that are due by this time may ring. */
    Instant ringing(Instant now) {
        if (unread.of(reports, partition) < MANY) {
            heldUntil = Instant.MIN;
            return now;
        }
        heldUntil = now.plus(ASK_AGAIN);
        return now.minus(LONGEST_WAIT);
    }

    /**
     * When to ask again whether timers may ring.
     *
     * @param due the earliest due time; null for none
     */
    @Nullable
    Instant next(@Nullable Instant due) {
        return due == null || due.isAfter(heldUntil) ? due : heldUntil;
    }
}
