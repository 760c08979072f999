package io.instancebus.provider.vsphere;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.vsphere.CloneTracker.Cancelled;
import io.instancebus.provider.vsphere.CloneTracker.Done;
import io.instancebus.provider.vsphere.CloneTracker.Failed;
import io.instancebus.provider.vsphere.CloneTracker.UnderWay;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps the state of a machine, or of its creation, to a sighting. docs/vsphere.md has the table.
 *
 * @param owner the owner to show in sightings
 */
record States(String owner, @Nullable String sshUsername) {
    static Sighting unclear(String nativeId, String why) {
        return seen(nativeId, SightingState.UNKNOWN, "unclear", null, Failure.of(FailureCategory.INTERNAL, why));
    }

    /** @param destroyed whether this process destroyed the machine */
    Sighting absent(String nativeId, boolean destroyed, Optional<CloneTracker.Outcome> making) {
        if (destroyed) {
            return seen(nativeId, SightingState.GONE, "destroyed", null, null);
        }
        return switch (making.orElse(new Done())) {
            case UnderWay clone -> seen(nativeId, SightingState.PENDING, "cloning", clone.progress(), null);
            case Failed failed -> seen(nativeId, SightingState.ERROR, "clone failed", null, failed.failure());
            case Cancelled cancelled ->
                seen(nativeId, SightingState.GONE, "clone cancelled", null, cancelled.failure());
            case Done done -> Sighting.of(SightingState.MISSING);
        };
    }

    Sighting present(String nativeId, Machine machine, PowerHistory history, Optional<CloneTracker.Outcome> making) {
        if (!machine.connected()) {
            Failure fault = Failure.of(
                    FailureCategory.RETRYABLE, "vCenter does not know how the machine is: " + machine.connection());
            return seen(nativeId, SightingState.UNKNOWN, machine.connection(), null, fault);
        }
        if (machine.problem() != null) {
            return seen(nativeId, SightingState.UNKNOWN, machine.power(), null, machine.problem());
        }
        Failure fault = history.failure().orElse(null);
        if (machine.on()) {
            boolean ending = history.shuttingDownSince().isPresent();
            return seen(
                    nativeId,
                    machine,
                    ending ? SightingState.STOPPING : SightingState.RUNNING,
                    ending ? machine.power() + ", guest shutting down" : machine.power(),
                    fault);
        }
        if (history.any() || machine.power().equals("suspended")) {
            return seen(nativeId, machine, SightingState.STOPPED, machine.power(), fault);
        }
        return switch (making.orElse(null)) {
            // vCenter powers the machine on after the clone.
            case UnderWay clone -> seen(nativeId, SightingState.PENDING, "cloning", clone.progress(), null);
            case Done done -> seen(nativeId, SightingState.PENDING, "starting", null, null);
            case Failed failed
            when !failed.duplicate() ->
                seen(nativeId, machine, SightingState.STOPPED, machine.power(), failed.failure());
            case Failed failed -> seen(nativeId, SightingState.PENDING, "starting", null, null);
            case Cancelled cancelled ->
                seen(nativeId, machine, SightingState.STOPPED, machine.power(), cancelled.failure());
            case null -> seen(nativeId, machine, SightingState.STOPPED, machine.power(), fault);
        };
    }

    private Sighting seen(
            String nativeId, Machine machine, SightingState state, String rawState, @Nullable Failure fault) {
        return Sighting.builder(state)
                .rawState(rawState)
                .nativeId(nativeId)
                .publicAddresses(machine.publicAddresses())
                .privateAddresses(machine.privateAddresses())
                .launchedAt(machine.on() ? machine.bootTime() : null)
                .ownerId(owner)
                .username(sshUsername)
                .fault(fault)
                .build();
    }

    private static Sighting seen(
            String nativeId,
            SightingState state,
            String rawState,
            @Nullable Integer progress,
            @Nullable Failure fault) {
        return Sighting.builder(state)
                .rawState(rawState)
                .nativeId(nativeId)
                .progress(progress)
                .fault(fault)
                .build();
    }
}
