package io.instancebus.provider.sandbox;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Every call to the sandbox passes this gate, which counts calls, simulates outages and limits the rate. */
final class Gate {
    private final InstantSource clock;
    private final int callsPerSecond;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicReference<Optional<Outage>> outage = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Second> current = new AtomicReference<>(new Second(0, 0));

    /** The number of calls in a second of the clock. */
    private record Second(long epochSecond, int calls) {}

    Gate(InstantSource clock, int callsPerSecond) {
        this.clock = clock;
        this.callsPerSecond = callsPerSecond;
    }

    void admit() throws ProviderFailure {
        calls.incrementAndGet();
        if (outage.get().isPresent()) {
            refuseFor(outage.get().get());
        }
        if (callsPerSecond > 0) {
            bound(clock.instant());
        }
    }

    void outage(Optional<Outage> kind) {
        outage.set(kind);
    }

    boolean listsNothing() {
        return outage.get().filter(kind -> kind == Outage.LISTS_NOTHING).isPresent();
    }

    long calls() {
        return calls.get();
    }

    private static void refuseFor(Outage kind) throws ProviderFailure {
        switch (kind) {
            case UNREACHABLE -> throw ProviderFailure.unreachable("the sandbox cannot be reached", null);
            case UNAUTHORIZED ->
                throw ProviderFailure.of(
                        FailureCategory.AUTH, "AuthFailure", "the sandbox does not accept the account's credentials");
            case LISTS_NOTHING -> {
                // Calls succeed; the reader of a listing must detect that it is unreliable.
            }
        }
    }

    private void bound(Instant now) throws ProviderFailure {
        Second second = current.updateAndGet(last -> last.epochSecond() == now.getEpochSecond()
                ? new Second(last.epochSecond(), Math.min(last.calls(), callsPerSecond) + 1)
                : new Second(now.getEpochSecond(), 1));
        if (second.calls() > callsPerSecond) {
            Instant next = Instant.ofEpochSecond(now.getEpochSecond() + 1);
            throw ProviderFailure.rateLimited(
                    "the sandbox allows " + callsPerSecond + " calls a second", Duration.between(now, next));
        }
    }
}
