package io.instancebus.provider.jclouds;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.http.Transport;
import java.time.Duration;

/** The deadline of the current thread's call; one call may take several exchanges. */
final class CallDeadline {
    static final ScopedValue<Deadline> AT = ScopedValue.newInstance();

    private CallDeadline() {}

    /** @throws Transport.NotSent if the deadline has passed or the thread was interrupted */
    static Duration left() throws Transport.NotSent {
        if (Thread.currentThread().isInterrupted()) {
            throw new Transport.NotSent("interrupted before the request was sent");
        }
        Duration left = AT.get().left();
        if (!left.isPositive()) {
            throw new Transport.NotSent("no time was left to send the request");
        }
        return left;
    }
}
