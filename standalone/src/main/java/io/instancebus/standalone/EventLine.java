package io.instancebus.standalone;

import io.instancebus.avro.DetailChange;
import io.instancebus.avro.Failure;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceStateChanged;
import io.instancebus.avro.RunCompleted;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats an event as a line for people. */
public final class EventLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private EventLine() {}

    /** The time, the person's name for the instance, the sequence, the type, and a summary of the body. */
    public static String of(InstanceEvent event, String name) {
        return "%s  %-8s %3d  %-23s %s"
                .formatted(TIME.format(event.getRecordedAt()), name, event.getSequence(), event.getType(), what(event))
                .stripTrailing();
    }

    /** A summary of the body; empty for a type that this program does not know. */
    static String what(InstanceEvent event) {
        if (event.getInstanceStateChanged() != null) {
            return state(event.getInstanceStateChanged());
        }
        if (event.getCommandAccepted() != null) {
            return String.valueOf(event.getCommandAccepted().getCommandType());
        }
        if (event.getCommandRejected() != null) {
            return event.getCommandRejected().getCode() + ": "
                    + event.getCommandRejected().getReason();
        }
        if (event.getCommandSucceeded() != null) {
            return String.valueOf(event.getCommandSucceeded().getCommandType());
        }
        if (event.getCommandFailed() != null) {
            return event.getCommandFailed().getCommandType() + ": "
                    + failure(event.getCommandFailed().getFailure());
        }
        if (event.getRunCompleted() != null) {
            return run(event.getRunCompleted());
        }
        return rare(event);
    }

    private static String drift(List<DetailChange> changes) {
        return changes.stream()
                .map(change -> change.getField() + " from " + orNothing(change.getFrom()) + " to "
                        + orNothing(change.getTo()) + " (drift); ")
                .collect(Collectors.joining());
    }

    private static String orNothing(@Nullable String value) {
        return value == null ? "nothing" : value;
    }

    private static String rare(InstanceEvent event) {
        if (event.getCommandOutcomeUnknown() != null) {
            return event.getCommandOutcomeUnknown().getReason();
        }
        if (event.getInstanceDetailsChanged() != null) {
            var details = event.getInstanceDetailsChanged().getDetails();
            return drift(event.getInstanceDetailsChanged().getChanges()) + "image " + details.getImageId()
                    + (details.getNativeId() == null ? "" : ", native id " + details.getNativeId())
                    + (details.getPublicAddresses().isEmpty()
                            ? ""
                            : ", at " + details.getPublicAddresses().getFirst().getAddress());
        }
        if (event.getInstanceStalled() != null) {
            return event.getInstanceStalled().getReason();
        }
        if (event.getInstanceVanished() != null) {
            return event.getInstanceVanished().getReason();
        }
        if (event.getStrayMachineLeft() != null) {
            return event.getStrayMachineLeft().getNativeId() + ": "
                    + failure(event.getStrayMachineLeft().getFailure());
        }
        return event.getStrayMachineDestroyed() != null
                ? event.getStrayMachineDestroyed().getNativeId()
                : "";
    }

    private static String state(InstanceStateChanged changed) {
        return changed.getFrom() + " → " + changed.getTo() + " (" + changed.getCause()
                + (changed.getReason() == null ? "" : ": " + changed.getReason()) + ")";
    }

    private static String failure(@Nullable Failure failure) {
        return failure == null ? "" : failure.getCategory() + ", \"" + failure.getMessage() + "\"";
    }

    private static String run(RunCompleted run) {
        return "exit status " + run.getExitStatus() + ", output \""
                + run.getOutput().strip() + "\"";
    }
}
