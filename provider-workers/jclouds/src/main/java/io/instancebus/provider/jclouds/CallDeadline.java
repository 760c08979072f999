package io.instancebus.provider.jclouds;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.http.Transport;
import java.time.Duration;

/** Until when the call of this thread has to be answered: one call may take several exchanges. */
final class CallDeadline {
    static final ScopedValue<Deadline> AT = ScopedValue.newInstance();

    private CallDeadline() {}

    /** @throws Transport.NotSent if nothing may be sent any more */
    static Duration left() throws Transport.NotSent {
        if (Thread.currentThread().isInterrupted()) {
            throw new Transport.NotSent("interrupted before it was sent");
        }
        Duration left = AT.get().left();
        if (!left.isPositive()) {
            throw new Transport.NotSent("no time was left to send it");
        }
        return left;
    }
}
