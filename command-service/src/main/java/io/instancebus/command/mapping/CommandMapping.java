package io.instancebus.command.mapping;

import static io.instancebus.command.mapping.ValueMapping.hardwareProfile;
import static io.instancebus.command.mapping.ValueMapping.protectedText;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.domain.Action;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.Credential;
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

/** Commands, from the bus and back. */
public final class CommandMapping {
    private static final String CREATE = "CreateInstance";
    private static final String ACTION = "InstanceAction";
    private static final String RUN = "RunOnInstance";

    private CommandMapping() {}

    /** @throws InvalidCommand if it can never be carried out as it is; its message never shows a secret */
    public static Command command(InstanceCommand avro) {
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
     * A command that was accepted before. What an older version took and this one refuses is left out: no machine could
     * be reached by it.
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
        return command(avro);
    }

    /** Which kind of command it means to be, for its rejection; null where that cannot be told. */
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
        return action == io.instancebus.avro.Action.UNKNOWN ? null : CommandType.valueOf(action.name());
    }

    private static Command.Body body(InstanceCommand avro) {
        String found = onlyBody(avro);
        if (!found.equals(avro.getType())) {
            throw new InvalidCommand("type is " + quoted(avro.getType()) + ", and the body that is set is " + found);
        }
        return switch (found) {
            case CREATE -> create(Objects.requireNonNull(avro.getCreateInstance()));
            case ACTION -> action(Objects.requireNonNull(avro.getInstanceAction()));
            case RUN -> run(Objects.requireNonNull(avro.getRunOnInstance()));
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

    static Command.CreateInstance create(io.instancebus.avro.CreateInstance avro) {
        return new Command.CreateInstance(
                avro.getAccount(),
                avro.getImageId(),
                avro.getRealmId(),
                hardwareProfile(avro.getHardwareProfile()),
                avro.getName(),
                avro.getKeyName(),
                avro.getFirewalls(),
                avro.getUserData() == null ? null : protectedText("userData", avro.getUserData()),
                avro.getTags(),
                avro.getReplyKey() == null ? null : ValueMapping.bytes(avro.getReplyKey()));
    }

    static io.instancebus.avro.CreateInstance avro(Command.CreateInstance create) {
        return new io.instancebus.avro.CreateInstance(
                create.account(),
                create.imageId(),
                create.realmId(),
                ValueMapping.avro(create.hardwareProfile()),
                create.name(),
                create.keyName(),
                create.firewalls(),
                create.userData() == null ? null : ValueMapping.avro(create.userData()),
                new TreeMap<>(create.tags()),
                create.replyKey() == null
                        ? null
                        : ByteBuffer.wrap(create.replyKey().toArray()));
    }

    private static Command.InstanceAction action(io.instancebus.avro.InstanceAction avro) {
        if (avro.getAction() == io.instancebus.avro.Action.UNKNOWN) {
            throw new InvalidCommand(
                    "action is missing, or one that this version does not know; there are START, STOP, REBOOT and DESTROY");
        }
        return new Command.InstanceAction(Action.valueOf(avro.getAction().name()), avro.getForce());
    }

    static Command.RunOnInstance run(io.instancebus.avro.RunOnInstance avro) {
        return new Command.RunOnInstance(
                protectedText("commandLine", avro.getCommandLine()),
                avro.getCredential() == null ? null : credential(avro.getCredential()),
                avro.getUsername(),
                avro.getAddress(),
                avro.getPort(),
                avro.getTimeoutSeconds(),
                avro.getOutputLimit(),
                avro.getHostKey());
    }

    private static Credential credential(io.instancebus.avro.Credential avro) {
        if (avro.getType() == io.instancebus.avro.CredentialType.UNKNOWN) {
            throw new InvalidCommand(
                    "credential.type is missing, or one that this version does not know; there are PASSWORD and PRIVATE_KEY");
        }
        return new Credential(
                Credential.Type.valueOf(avro.getType().name()),
                protectedText("credential.secret", avro.getSecret()),
                avro.getPassphrase() == null ? null : protectedText("credential.passphrase", avro.getPassphrase()));
    }

    static io.instancebus.avro.RunOnInstance avro(Command.RunOnInstance run) {
        return new io.instancebus.avro.RunOnInstance(
                ValueMapping.avro(run.commandLine()),
                run.credential() == null ? null : avro(run.credential()),
                run.username(),
                run.address(),
                run.port(),
                run.timeoutSeconds(),
                run.outputLimit(),
                run.hostKey());
    }

    private static io.instancebus.avro.Credential avro(Credential credential) {
        return new io.instancebus.avro.Credential(
                io.instancebus.avro.CredentialType.valueOf(credential.type().name()),
                ValueMapping.avro(credential.secret()),
                credential.passphrase() == null ? null : ValueMapping.avro(credential.passphrase()));
    }

    /** The command as it came. */
    public static InstanceCommand avro(Command command) {
        InstanceCommand avro = new InstanceCommand(
                command.commandId().value(),
                command.instanceId().value(),
                command.actor(),
                command.issuedAt(),
                command.correlationId(),
                command.expectedVersion(),
                command.expiresAt(),
                "",
                null,
                null,
                null);
        switch (command.body()) {
            case Command.CreateInstance create -> {
                avro.setType(CREATE);
                avro.setCreateInstance(avro(create));
            }
            case Command.InstanceAction action -> {
                avro.setType(ACTION);
                avro.setInstanceAction(new io.instancebus.avro.InstanceAction(avro(action.action()), action.force()));
            }
            case Command.RunOnInstance run -> {
                avro.setType(RUN);
                avro.setRunOnInstance(avro(run));
            }
        }
        return avro;
    }

    static io.instancebus.avro.Action avro(Action action) {
        return io.instancebus.avro.Action.valueOf(action.name());
    }
}
