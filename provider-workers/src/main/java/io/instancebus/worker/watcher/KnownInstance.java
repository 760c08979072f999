package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the bus knows it.
 *
 * @param destroying whether its destroy was accepted and is under way
 * @param observation the number of the last look asked for
 */
public record KnownInstance(
        InstanceId id,
        String account,
        InstanceState state,
        InstanceDetails details,
        boolean vanished,
        boolean destroying,
        long observation) {

    public @Nullable String nativeId() {
        return details.nativeId();
    }

    /** Whether the bus believes that the provider has it. */
    boolean believedThere() {
        return nativeId() != null && !vanished && state != InstanceState.FINISH;
    }

    /** Whether it would be a surprise not to find it. */
    boolean expectedThere() {
        return believedThere() && !destroying;
    }

    /** Whether the look tells something that is not known. */
    boolean differsFrom(Sighting seen) {
        return switch (seen.state()) {
            case MISSING -> !vanished;
            case GONE -> state != InstanceState.FINISH;
            case UNKNOWN -> false;
            case PENDING, RUNNING, STOPPING, STOPPED, ERROR ->
                vanished || !agrees(seen.state()) || !details.seen(seen).equals(details);
        };
    }

    /** A look that failed for this instance alone takes nothing away from what is known. */
    Sighting withKnownAddresses(Sighting seen) {
        return seen.withAddresses(details.publicAddresses(), details.privateAddresses());
    }

    private boolean agrees(SightingState seen) {
        return switch (state) {
            case START, PENDING -> seen == SightingState.PENDING;
            case RUNNING -> seen == SightingState.RUNNING;
            case STOPPING -> seen == SightingState.STOPPING;
            case STOPPED -> seen == SightingState.STOPPED;
            case ERROR -> seen == SightingState.ERROR;
            case FINISH -> false;
        };
    }
}
