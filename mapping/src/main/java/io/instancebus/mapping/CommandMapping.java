package io.instancebus.mapping;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.Text;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Maps commands. */
public final class CommandMapping {
    private static final String CREATE = "CreateInstance";
    private static final String ACTION = "InstanceAction";
    private static final String RUN = "RunOnInstance";

    private CommandMapping() {}

    public static InstanceCommand toAvro(Command command) {
        InstanceCommand avro = new InstanceCommand();
        avro.setCommandId(command.commandId().value());
        avro.setInstanceId(command.instanceId().value());
        avro.setActor(command.actor());
        avro.setIssuedAt(command.issuedAt());
        avro.setCorrelationId(command.correlationId());
        avro.setExpectedVersion(command.expectedVersion());
        avro.setExpiresAt(command.expiresAt());
        switch (command.body()) {
            case Command.CreateInstance create -> {
                avro.setType(CREATE);
                avro.setCreateInstance(toAvro(create));
            }
            case Command.InstanceAction action -> {
                avro.setType(ACTION);
                avro.setInstanceAction(
                        new io.instancebus.avro.InstanceAction(EnumMapping.toAvro(action.action()), action.force()));
            }
            case Command.RunOnInstance run -> {
                avro.setType(RUN);
                avro.setRunOnInstance(toAvro(run));
            }
        }
        return avro;
    }

    /**
     * This does not check the bounds of a new command: {@link io.instancebus.domain.Admission} does.
     *
     * @throws InvalidCommand if it does not have the form of a command; the message never shows a secret
     */
    public static Command fromAvro(InstanceCommand avro) {
        return new Command(
                new CommandId(avro.getCommandId()),
                new InstanceId(avro.getInstanceId()),
                avro.getActor(),
                avro.getIssuedAt(),
                avro.getCorrelationId(),
                avro.getExpectedVersion(),
                avro.getExpiresAt(),
                body(avro));
    }

    /**
     * Reads a command that was accepted before. It omits an impossible address or user name, which older versions
     * accepted.
     */
    public static Command accepted(InstanceCommand avro) {
        Long expectedVersion = avro.getExpectedVersion();
        if (expectedVersion != null && expectedVersion < 0) {
            avro.setExpectedVersion(null);
        }
        var run = avro.getRunOnInstance();
        if (run != null && !Command.RunOnInstance.isAddress(run.getAddress())) {
            run.setAddress(null);
        }
        if (run != null && run.getUsername() != null && run.getUsername().isBlank()) {
            run.setUsername(null);
        }
        return fromAvro(avro);
    }

    /** The kind of command that was intended, for the rejection; null if it is not clear. */
    public static @Nullable CommandType typeOf(InstanceCommand avro) {
        return switch (avro.getType()) {
            case CREATE -> CommandType.CREATE;
            case RUN -> CommandType.RUN;
            case ACTION ->
                avro.getInstanceAction() == null
                        ? null
                        : typeOf(avro.getInstanceAction().getAction());
            default -> null;
        };
    }

    private static @Nullable CommandType typeOf(io.instancebus.avro.Action action) {
        return action == io.instancebus.avro.Action.UNKNOWN
                ? null
                : EnumMapping.fromAvro(action).commandType();
    }

    private static Command.Body body(InstanceCommand avro) {
        String found = onlyBody(avro);
        if (!found.equals(avro.getType())) {
            throw new InvalidCommand("type is " + quoted(avro.getType()) + ", and the body that is set is " + found);
        }
        return switch (found) {
            case CREATE -> fromAvro(Objects.requireNonNull(avro.getCreateInstance()));
            case ACTION -> fromAvro(Objects.requireNonNull(avro.getInstanceAction()));
            case RUN -> fromAvro(Objects.requireNonNull(avro.getRunOnInstance()));
            default -> throw new IllegalStateException("a body without a mapping: " + found);
        };
    }

    private static String onlyBody(InstanceCommand avro) {
        Map<String, @Nullable Object> bodies = new LinkedHashMap<>();
        bodies.put(CREATE, avro.getCreateInstance());
        bodies.put(ACTION, avro.getInstanceAction());
        bodies.put(RUN, avro.getRunOnInstance());
        List<String> set = bodies.keySet().stream()
                .filter(name -> bodies.get(name) != null)
                .toList();
        if (set.isEmpty()) {
            throw new InvalidCommand("no body that this version knows is set; type is " + quoted(avro.getType())
                    + "; there are " + String.join(", ", bodies.keySet()));
        }
        if (set.size() > 1) {
            throw new InvalidCommand("exactly one body must be set, and " + String.join(" and ", set) + " are");
        }
        return set.getFirst();
    }

    private static String quoted(String text) {
        return "\"" + Text.fit(text, 64) + "\"";
    }

    static io.instancebus.avro.CreateInstance toAvro(Command.CreateInstance create) {
        return new io.instancebus.avro.CreateInstance(
                create.account(),
                create.imageId(),
                create.realmId(),
                ValueMapping.toAvro(create.hardwareProfile()),
                create.name(),
                create.keyName(),
                create.firewalls(),
                create.userData() == null ? null : SecretMapping.toAvro(create.userData()),
                new TreeMap<>(create.tags()),
                create.replyKey() == null
                        ? null
                        : ByteBuffer.wrap(create.replyKey().toArray()));
    }

    static Command.CreateInstance fromAvro(io.instancebus.avro.CreateInstance avro) {
        return new Command.CreateInstance(
                avro.getAccount(),
                avro.getImageId(),
                avro.getRealmId(),
                ValueMapping.fromAvro(avro.getHardwareProfile()),
                avro.getName(),
                avro.getKeyName(),
                avro.getFirewalls(),
                avro.getUserData() == null ? null : SecretMapping.fromAvro("userData", avro.getUserData()),
                avro.getTags(),
                avro.getReplyKey() == null ? null : ValueMapping.bytes(avro.getReplyKey()));
    }

    private static Command.InstanceAction fromAvro(io.instancebus.avro.InstanceAction avro) {
        return new Command.InstanceAction(EnumMapping.fromAvro(avro.getAction()), avro.getForce());
    }

    static io.instancebus.avro.RunOnInstance toAvro(Command.RunOnInstance run) {
        return new io.instancebus.avro.RunOnInstance(
                SecretMapping.toAvro(run.commandLine()),
                run.credential() == null ? null : SecretMapping.toAvro(run.credential()),
                run.username(),
                run.address(),
                run.port(),
                run.timeoutSeconds(),
                run.outputLimit(),
                run.hostKey());
    }

    static Command.RunOnInstance fromAvro(io.instancebus.avro.RunOnInstance avro) {
        return new Command.RunOnInstance(
                SecretMapping.fromAvro("commandLine", avro.getCommandLine()),
                avro.getCredential() == null ? null : SecretMapping.fromAvro(avro.getCredential()),
                avro.getUsername(),
                avro.getAddress(),
                avro.getPort(),
                avro.getTimeoutSeconds(),
                avro.getOutputLimit(),
                avro.getHostKey());
    }
}
