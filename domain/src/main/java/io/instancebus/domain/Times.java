package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of times on the bus: the years 1 to 9999, which RFC 3339, Avro's milliseconds and microseconds, Java,
 * PostgreSQL and SQLite can all hold. As with {@link Text}, a publisher's time outside of them is refused, and any
 * other is moved to the nearest bound.
 */
public final class Times {
    public static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    public static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Times() {}

    public static boolean isWithin(Instant time) {
        return !time.isBefore(FIRST) && !time.isAfter(LAST);
    }

    /** The time, or the bound nearest to it. */
    public static Instant fit(Instant time) {
        if (time.isBefore(FIRST)) {
            return FIRST;
        }
        return time.isAfter(LAST) ? LAST : time;
    }

    static void require(String name, @Nullable Instant time) {
        if (time != null && !isWithin(time)) {
            throw new InvalidCommand(name + " must be from " + FIRST + " to " + LAST);
        }
    }
}
