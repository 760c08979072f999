package io.instancebus.provider.vsphere;

import io.instancebus.domain.Failure;
import io.instancebus.provider.vsphere.vim.LocalizedFault;
import io.instancebus.provider.vsphere.vim.VimEvent;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to the power of one machine lately. Told in any order, by vCenter's clock: the latest counts. One
 * thread's.
 */
final class PowerHistory {
    private static final Set<String> OPERATIONS = Set.of(
            "VirtualMachine.powerOn",
            "VirtualMachine.powerOff",
            "VirtualMachine.reset",
            "VirtualMachine.shutdownGuest",
            "VirtualMachine.rebootGuest",
            "VirtualMachine.destroy");

    private @Nullable Instant happenedAt;
    private @Nullable Instant settledAt;
    private @Nullable Instant failedAt;
    private @Nullable LocalizedFault fault;
    private @Nullable String eventText;
    private @Nullable Instant shutdownAt;

    /** A power operation of the machine was submitted by this process: earlier failures say nothing of it. */
    void submitted() {
        fault = null;
        eventText = null;
    }

    /** It is on, so it was turned on, whether an event said so or not. */
    void seenOn(@Nullable Instant bootTime) {
        happenedAt = later(happenedAt, bootTime == null ? Instant.EPOCH : bootTime);
    }

    void event(VimEvent event, String ownUser) {
        switch (event.type()) {
            // It may be told before the machine is shown to be on; one that is starting must not look like one that was
            // on and is off again.
            case "VmPoweredOnEvent", "DrsVmPoweredOnEvent" -> settledAt = later(settledAt, event.createdTime());
            case "VmPoweredOffEvent", "VmResettingEvent", "VmGuestRebootEvent" -> settled(event.createdTime());
            case "VmFailedToPowerOnEvent",
                    "VmFailedToPowerOffEvent",
                    "VmFailedToResetEvent",
                    "VmFailedToRebootGuestEvent",
                    "VmFailedToShutdownGuestEvent" -> failed(event);
            case "VmGuestShutdownEvent" -> {
                // One that somebody else asked for is nobody's business here.
                if (event.userName().equals(ownUser) || ownUser.isEmpty()) {
                    shutdownAt = later(shutdownAt, event.createdTime());
                }
            }
            default -> {
                // Says nothing of the power.
            }
        }
    }

    private void failed(VimEvent event) {
        LocalizedFault reason = event.reason();
        if (reason != null) {
            failed(reason, event.createdTime());
        }
        eventText = event.message();
    }

    void task(VimTask task) {
        Instant at = task.at();
        if (!OPERATIONS.contains(task.descriptionId()) || at == null) {
            return;
        }
        LocalizedFault error = task.error();
        switch (task.state()) {
            case QUEUED, RUNNING, SUCCESS -> settledAt = later(settledAt, at);
            case ERROR -> {
                // It is where it was to be.
                if (error != null && !error.type().equals("InvalidPowerState")) {
                    failed(error, at);
                }
            }
        }
    }

    private void settled(Instant at) {
        happenedAt = later(happenedAt, at);
        settledAt = later(settledAt, at);
    }

    private void failed(LocalizedFault reason, Instant at) {
        happenedAt = later(happenedAt, at);
        if (failedAt == null || !at.isBefore(failedAt)) {
            failedAt = at;
            fault = reason;
        }
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || other.isAfter(one) ? other : one;
    }

    /** Whether it was ever seen on, was turned off, or failed to be turned on or off. */
    boolean any() {
        return happenedAt != null;
    }

    /** Why the last thing that was asked of its power failed; empty if it did not. */
    Optional<Failure> failure() {
        LocalizedFault reason = fault;
        Instant at = failedAt;
        boolean last = at != null && (settledAt == null || !at.isBefore(settledAt));
        return reason != null && last ? Optional.of(Failures.failure(reason, eventText)) : Optional.empty();
    }

    /** When its guest was asked to shut down, if nothing has come of that yet. */
    Optional<Instant> shuttingDownSince() {
        Instant asked = shutdownAt;
        Instant since = happenedAt;
        return asked == null || since != null && !since.isBefore(asked) ? Optional.empty() : Optional.of(asked);
    }
}
