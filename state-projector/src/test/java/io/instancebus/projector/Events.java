package io.instancebus.projector;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.Address;
import io.instancebus.avro.AddressType;
import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.Cause;
import io.instancebus.avro.CommandAccepted;
import io.instancebus.avro.CommandFailed;
import io.instancebus.avro.CommandOutcomeUnknown;
import io.instancebus.avro.CommandRejected;
import io.instancebus.avro.CommandSucceeded;
import io.instancebus.avro.CommandType;
import io.instancebus.avro.Failure;
import io.instancebus.avro.FailureCategory;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceDetailsChanged;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceReappeared;
import io.instancebus.avro.InstanceStalled;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.InstanceStateChanged;
import io.instancebus.avro.InstanceVanished;
import io.instancebus.avro.RejectionCode;
import io.instancebus.avro.RunCompleted;
import io.instancebus.avro.SealedText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events for tests. Each is recorded a second after its predecessor in the instance's history. */
public final class Events {
    public static final Instant EPOCH = Instant.parse("2026-11-23T10:00:00Z");

    private Events() {}

    public static Instant at(long second) {
        return EPOCH.plusSeconds(second);
    }

    public static InstanceEvent.Builder envelope(String instanceId, long sequence, String type) {
        return InstanceEvent.newBuilder()
                .setEventId(instanceId + ":" + sequence)
                .setInstanceId(instanceId)
                .setSequence(sequence)
                .setOccurredAt(at(sequence).minusMillis(7))
                .setRecordedAt(at(sequence))
                .setAccount("cloud-a")
                .setProvider("sandbox")
                .setActor("alice")
                .setType(type);
    }

    public static InstanceEvent accepted(String instanceId, long sequence, String commandId, CommandType type) {
        return envelope(instanceId, sequence, "CommandAccepted")
                .setCommandId(commandId)
                .setCorrelationId("corr")
                .setCausationId(commandId)
                .setCommandAccepted(new CommandAccepted(type, at(sequence + 600), 0))
                .build();
    }

    public static InstanceEvent rejected(String instanceId, long sequence, String commandId) {
        return envelope(instanceId, sequence, "CommandRejected")
                .setEventId(sequence == 0 ? instanceId + ":0:" + commandId : instanceId + ":" + sequence)
                .setCommandId(commandId)
                .setActor("mallory")
                .setCommandRejected(new CommandRejected(CommandType.STOP, RejectionCode.ILLEGAL_ACTION, "not now"))
                .build();
    }

    public static InstanceEvent succeeded(String instanceId, long sequence, String commandId, CommandType type) {
        return envelope(instanceId, sequence, "CommandSucceeded")
                .setCommandId(commandId)
                .setCommandSucceeded(new CommandSucceeded(type))
                .build();
    }

    public static InstanceEvent failed(String instanceId, long sequence, String commandId) {
        return envelope(instanceId, sequence, "CommandFailed")
                .setCommandId(commandId)
                .setCommandFailed(new CommandFailed(CommandType.CREATE, failure()))
                .build();
    }

    public static Failure failure() {
        return new Failure(FailureCategory.CAPACITY, "vim.fault.NoDiskSpace", "no room left", true);
    }

    public static InstanceEvent outcomeUnknown(String instanceId, long sequence, String commandId) {
        return envelope(instanceId, sequence, "CommandOutcomeUnknown")
                .setCommandId(commandId)
                .setCommandOutcomeUnknown(new CommandOutcomeUnknown(CommandType.REBOOT, "no answer", "look again"))
                .build();
    }

    /** A state change without legal actions, as written before release 0.5.0. */
    public static InstanceEvent state(String instanceId, long sequence, InstanceState from, InstanceState to) {
        return state(instanceId, sequence, from, to, null);
    }

    public static InstanceEvent state(
            String instanceId, long sequence, InstanceState from, InstanceState to, @Nullable List<String> actions) {
        return envelope(instanceId, sequence, "InstanceStateChanged")
                .setActor("instance-bus")
                .setInstanceStateChanged(new InstanceStateChanged(from, to, Cause.OBSERVED, null, null, actions))
                .build();
    }

    public static InstanceEvent details(String instanceId, long sequence, InstanceDetails details) {
        return envelope(instanceId, sequence, "InstanceDetailsChanged")
                .setInstanceDetailsChanged(new InstanceDetailsChanged(details, Cause.OBSERVED, List.of()))
                .build();
    }

    public static InstanceDetails full(String name, Map<String, String> tags) {
        return new InstanceDetails(
                name,
                "img1",
                "us",
                new HardwareProfile("m1-small", Map.of("memory", "2048")),
                "key",
                List.of("web", "db \"quoted\""),
                tags,
                "owner",
                "i-123",
                List.of(new Address("192.0.2.1", AddressType.IPV4)),
                List.of(
                        new Address("10.0.0.1", AddressType.IPV4),
                        new Address("h\u00e4.example", AddressType.HOSTNAME)),
                2222,
                at(3),
                "root",
                "SHA256:abc",
                new AdminPassword("c-create", sealed("requester"), sealed("workers")));
    }

    private static SealedText sealed(String to) {
        return new SealedText(
                to,
                ByteBuffer.wrap(new byte[32]),
                ByteBuffer.wrap(("for " + to + " ü").getBytes(StandardCharsets.UTF_8)));
    }

    public static InstanceEvent stalled(String instanceId, long sequence) {
        return envelope(instanceId, sequence, "InstanceStalled")
                .setInstanceStalled(new InstanceStalled(InstanceState.PENDING, at(1), "slow"))
                .build();
    }

    public static InstanceEvent vanished(String instanceId, long sequence) {
        return envelope(instanceId, sequence, "InstanceVanished")
                .setInstanceVanished(new InstanceVanished("missed", 3))
                .build();
    }

    public static InstanceEvent reappeared(String instanceId, long sequence) {
        return envelope(instanceId, sequence, "InstanceReappeared")
                .setInstanceReappeared(new InstanceReappeared("there again"))
                .build();
    }

    public static InstanceEvent ran(String instanceId, long sequence, String commandId, String output) {
        return envelope(instanceId, sequence, "RunCompleted")
                .setCommandId(commandId)
                .setRunCompleted(new RunCompleted(0, null, output, false, false, "SHA256:abc", 12L))
                .build();
    }

    public static AccountEvent.Builder account(String account, String type) {
        return AccountEvent.newBuilder()
                .setAccount(account)
                .setProvider("sandbox")
                .setRecordedAt(at(0))
                .setType(type);
    }

    /** The history of an instance, with an event of every type. */
    public static List<InstanceEvent> life(String id, @Nullable String tag) {
        Map<String, String> tags = tag == null ? Map.of() : Map.of("role", tag, "team", "x");
        return List.of(
                accepted(id, 1, id + "-create", CommandType.CREATE),
                details(id, 2, full("name-" + id, tags)),
                state(id, 3, InstanceState.START, InstanceState.PENDING),
                stalled(id, 4),
                state(id, 5, InstanceState.PENDING, InstanceState.RUNNING),
                succeeded(id, 6, id + "-create", CommandType.CREATE),
                accepted(id, 7, id + "-run", CommandType.RUN),
                ran(id, 8, id + "-run", "out\u0000put \u00fc \"q\""),
                succeeded(id, 9, id + "-run", CommandType.RUN),
                rejected(id, 10, id + "-no"),
                vanished(id, 11),
                reappeared(id, 12),
                accepted(id, 13, id + "-reboot", CommandType.REBOOT),
                outcomeUnknown(id, 14, id + "-reboot"),
                failed(id, 15, id + "-reboot"),
                envelope(id, 16, "SomethingNewer").build(),
                state(id, 17, InstanceState.RUNNING, InstanceState.STOPPED));
    }
}
