package io.instancebus.worker.watcher;

import io.instancebus.domain.Address;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the bus knows it, as far as a look can differ from it.
 *
 * @param destroying whether its destroy was accepted and is under way
 * @param observation the number of the last look asked for
 */
public record KnownInstance(
        InstanceId id,
        String account,
        InstanceState state,
        @Nullable String nativeId,
        List<Address> publicAddresses,
        List<Address> privateAddresses,
        @Nullable Integer sshPort,
        @Nullable Instant launchedAt,
        @Nullable String ownerId,
        @Nullable String username,
        boolean vanished,
        boolean destroying,
        long observation) {

    public KnownInstance {
        publicAddresses = List.copyOf(publicAddresses);
        privateAddresses = List.copyOf(privateAddresses);
    }

    /** Whether the bus believes that the provider has it. */
    boolean believedThere() {
        return nativeId != null && !vanished && state != InstanceState.FINISH;
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
            case PENDING, RUNNING, STOPPING, STOPPED, ERROR -> vanished || !agrees(seen.state()) || detailsDiffer(seen);
        };
    }

    /** A look that failed for this instance alone takes nothing away from what is known. */
    Sighting withKnownAddresses(Sighting seen) {
        return new Sighting(
                seen.state(),
                seen.rawState(),
                seen.nativeId(),
                publicAddresses,
                privateAddresses,
                seen.sshPort(),
                seen.launchedAt(),
                seen.ownerId(),
                seen.username(),
                seen.progress(),
                seen.fault());
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

    /** What a look leaves out is no difference, except addresses, of which it shows all. */
    private boolean detailsDiffer(Sighting seen) {
        return !sameAddresses(publicAddresses, seen.publicAddresses())
                || !sameAddresses(privateAddresses, seen.privateAddresses())
                || news(sshPort, seen.sshPort())
                || news(launchedAt, seen.launchedAt())
                || news(ownerId, seen.ownerId())
                || news(username, seen.username());
    }

    private static boolean sameAddresses(List<Address> known, List<Address> seen) {
        return known.equals(seen) || new HashSet<>(known).equals(new HashSet<>(seen));
    }

    private static <T> boolean news(@Nullable T known, @Nullable T seen) {
        return seen != null && !Objects.equals(known, seen);
    }
}
