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
 * The recent power operations of a machine. They may arrive in any order; the latest by vCenter's clock counts. Not
 * thread-safe.
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

    /** This process submitted a power operation, so earlier failures no longer matter. */
    void submitted() {
        fault = null;
        eventText = null;
    }

    /** The machine is on, so it was powered on, even if no event was seen. */
    void seenOn(@Nullable Instant bootTime) {
        happenedAt = later(happenedAt, bootTime == null ? Instant.EPOCH : bootTime);
    }

    void event(VimEvent event, String ownUser) {
        switch (event.type()) {
            // This event may come before the machine is shown as on. A machine that is starting must not look like one
            // that was on and is off again.
            case "VmPoweredOnEvent", "DrsVmPoweredOnEvent" -> settledAt = later(settledAt, event.createdTime());
            case "VmPoweredOffEvent", "VmResettingEvent", "VmGuestRebootEvent" -> settled(event.createdTime());
            case "VmFailedToPowerOnEvent",
                    "VmFailedToPowerOffEvent",
                    "VmFailedToResetEvent",
                    "VmFailedToRebootGuestEvent",
                    "VmFailedToShutdownGuestEvent" -> failed(event);
            case "VmGuestShutdownEvent" -> {
                // A shutdown that another user requested is not tracked.
                if (event.userName().equals(ownUser) || ownUser.isEmpty()) {
                    shutdownAt = later(shutdownAt, event.createdTime());
                }
            }
            default -> {
                // Other events do not concern the power.
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
                // The machine has the requested state.
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

    /** Whether the machine was ever seen on, was powered off, or failed to be powered on or off. */
    boolean any() {
        return happenedAt != null;
    }

    /** Why the last power operation failed; empty if it did not. */
    Optional<Failure> failure() {
        LocalizedFault reason = fault;
        Instant at = failedAt;
        boolean last = at != null && (settledAt == null || !at.isBefore(settledAt));
        return reason != null && last ? Optional.of(Failures.failure(reason, eventText)) : Optional.empty();
    }

    /** When the guest was asked to shut down; empty if it was not, or if its power has changed since. */
    Optional<Instant> shuttingDownSince() {
        Instant asked = shutdownAt;
        Instant since = happenedAt;
        return asked == null || since != null && !since.isBefore(asked) ? Optional.empty() : Optional.of(asked);
    }
}
