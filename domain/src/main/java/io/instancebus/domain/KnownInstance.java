package io.instancebus.domain;

import io.instancebus.domain.Report.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * An instance according to the topic of current states. A watcher compares it with what the provider shows.
 *
 * @param destroying whether a destroy was accepted and is in flight
 * @param observation the number of the last observation request
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

    /** Whether the bus expects the provider to have the instance. */
    public boolean believedThere() {
        return nativeId() != null && !vanished && state != InstanceState.FINISH;
    }

    /** Whether its absence at the provider would be unexpected. */
    public boolean expectedThere() {
        return believedThere() && !destroying;
    }

    /** Whether the sighting differs from what is known. */
    public boolean differsFrom(Sighting seen) {
        return switch (seen.state()) {
            case MISSING -> !vanished;
            case GONE -> state != InstanceState.FINISH;
            case UNKNOWN -> false;
            case PENDING, RUNNING, STOPPING, STOPPED, ERROR ->
                vanished || !agrees(seen.state()) || !details.seen(seen).equals(details);
        };
    }

    /**
     * The sighting with the known addresses, because an observation that failed for this instance only changes nothing
     * that is known.
     */
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
