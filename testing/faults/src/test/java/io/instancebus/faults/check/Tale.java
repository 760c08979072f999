package io.instancebus.faults.check;

import io.instancebus.avro.Cause;
import io.instancebus.avro.CommandAccepted;
import io.instancebus.avro.CommandRejected;
import io.instancebus.avro.CommandSucceeded;
import io.instancebus.avro.CommandType;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceDetailsChanged;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.InstanceStateChanged;
import io.instancebus.avro.InstanceVanished;
import io.instancebus.avro.RejectionCode;
import io.instancebus.faults.GeneratedClasses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of one instance, numbered as they are added; for tests. */
final class Tale {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    static {
        GeneratedClasses.trust();
    }

    private final String instance;
    private final List<InstanceEvent> events = new ArrayList<>();

    Tale(String instance) {
        this.instance = instance;
    }

    /** A successful create. */
    static Tale created(String instance) {
        return new Tale(instance)
                .accepted("create", Duration.ofMinutes(1))
                .details("i-1")
                .state(InstanceState.START, InstanceState.PENDING)
                .state(InstanceState.PENDING, InstanceState.RUNNING)
                .succeeded("create");
    }

    List<InstanceEvent> events() {
        return List.copyOf(events);
    }

    Tale accepted(String command, Duration deadline) {
        InstanceEvent event = next(command, "CommandAccepted");
        event.setCommandAccepted(new CommandAccepted(CommandType.CREATE, BEGIN.plus(deadline), 0));
        return this;
    }

    Tale succeeded(String command) {
        next(command, "CommandSucceeded").setCommandSucceeded(new CommandSucceeded(CommandType.CREATE));
        return this;
    }

    Tale rejected(String command) {
        next(command, "CommandRejected")
                .setCommandRejected(new CommandRejected(CommandType.STOP, RejectionCode.ILLEGAL_ACTION, "no"));
        return this;
    }

    Tale details(String nativeId) {
        InstanceDetails details = detailsOf(nativeId);
        next(null, "InstanceDetailsChanged")
                .setInstanceDetailsChanged(new InstanceDetailsChanged(details, Cause.OBSERVED, List.of()));
        return this;
    }

    Tale state(InstanceState from, InstanceState to) {
        next(null, "InstanceStateChanged")
                .setInstanceStateChanged(InstanceStateChanged.newBuilder()
                        .setFrom(from)
                        .setTo(to)
                        .build());
        return this;
    }

    Tale vanished() {
        next(null, "InstanceVanished").setInstanceVanished(new InstanceVanished("not listed", 3));
        return this;
    }

    static InstanceDetails detailsOf(String nativeId) {
        return InstanceDetails.newBuilder()
                .setImageId("img1")
                .setNativeId(nativeId)
                .build();
    }

    private InstanceEvent next(@org.jspecify.annotations.Nullable String command, String type) {
        int sequence = events.size() + 1;
        InstanceEvent event = InstanceEvent.newBuilder()
                .setEventId(instance + ":" + sequence)
                .setInstanceId(instance)
                .setSequence(sequence)
                .setOccurredAt(BEGIN)
                .setRecordedAt(BEGIN)
                .setAccount("sandbox")
                .setProvider("sandbox")
                .setActor("test")
                .setCommandId(command)
                .setType(type)
                .build();
        events.add(event);
        return event;
    }
}
