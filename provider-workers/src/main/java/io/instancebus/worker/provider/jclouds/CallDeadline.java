package io.instancebus.worker.provider.jclouds;

import io.instancebus.worker.provider.http.Transport;
import java.time.Duration;

/** Until when the call of this thread has to be answered, by {@link System#nanoTime}: one call may take several exchanges. */
final class CallDeadline {
    static final ScopedValue<Long> AT = ScopedValue.newInstance();

    private CallDeadline() {}

    static long after(Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }

    /** @throws Transport.NotSent if nothing may be sent any more */
    static Duration left() throws Transport.NotSent {
        if (Thread.currentThread().isInterrupted()) {
            throw new Transport.NotSent("interrupted before it was sent");
        }
        Duration left = Duration.ofNanos(AT.get() - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            throw new Transport.NotSent("no time was left to send it");
        }
        return left;
    }
}
