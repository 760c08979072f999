package io.instancebus.domain;

import io.instancebus.domain.Report.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the topic of current states shows it: what a watcher compares with what the provider shows.
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
    public boolean believedThere() {
        return nativeId() != null && !vanished && state != InstanceState.FINISH;
    }

    /** Whether it would be a surprise not to find it. */
    public boolean expectedThere() {
        return believedThere() && !destroying;
    }

    /** Whether the look tells something that is not known. */
    public boolean differsFrom(Sighting seen) {
        return switch (seen.state()) {
            case MISSING -> !vanished;
            case GONE -> state != InstanceState.FINISH;
            case UNKNOWN -> false;
            case PENDING, RUNNING, STOPPING, STOPPED, ERROR ->
                vanished || !agrees(seen.state()) || !details.seen(seen).equals(details);
        };
    }

    /** A look that failed for this instance alone takes nothing away from what is known. */
    public Sighting withKnownAddresses(Sighting seen) {
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
