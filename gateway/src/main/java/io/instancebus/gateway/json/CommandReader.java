package io.instancebus.gateway.json;

import io.instancebus.domain.Action;
import io.instancebus.domain.Admission;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Credential;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProtectedText;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads commands from request bodies. An {@link InvalidBody} names every invalid field. */
public final class CommandReader {
    private static final List<String> ENVELOPE_FIELDS =
            List.of("commandId", "instanceId", "actor", "correlationId", "expiresAt");

    private static final String MISSING =
            "is missing: what is sealed is bound to its commandId, its instanceId and its issuedAt";

    private final InstantSource clock;

    public CommandReader(InstantSource clock) {
        this.clock = clock;
    }

    public Command create(ObjectNode json, RequestHeaders headers) {
        FieldErrors errors = new FieldErrors();
        Fields fields = new Fields(json, "", errors);
        Envelope envelope = Envelope.read(fields, headers, errors);
        String instanceId = fields.text("instanceId");
        Command.CreateInstance body = new Bodies(errors).create(fields);
        if (body != null && instanceId == null && isSealed(body.userData())) {
            errors.add("instanceId", MISSING);
        }
        return command(errors, fields, envelope, instanceId == null ? mint(envelope) : instanceId, body);
    }

    public Command action(String instanceId, Action action, ObjectNode json, RequestHeaders headers) {
        return existing(
                instanceId, json, headers, reader -> new Command.InstanceAction(action, reader.fields.flag("force")));
    }

    public Command run(String instanceId, ObjectNode json, RequestHeaders headers) {
        return existing(instanceId, json, headers, reader -> new Bodies(reader.errors).run(reader.fields));
    }

    private record Reading(Fields fields, FieldErrors errors) {}

    private Command existing(
            String instanceId,
            ObjectNode json,
            RequestHeaders headers,
            Function<Reading, Command.@Nullable Body> bodyReader) {
        FieldErrors errors = new FieldErrors();
        Fields fields = new Fields(json, "", errors);
        Envelope envelope = Envelope.read(fields, headers, errors);
        return command(errors, fields, envelope, instanceId, bodyReader.apply(new Reading(fields, errors)));
    }

    private Command command(
            FieldErrors errors, Fields fields, Envelope envelope, String instanceId, Command.@Nullable Body body) {
        fields.noOthers();
        if (hasSealed(body)) {
            require("commandId", envelope.commandId(), errors);
            require("issuedAt", envelope.issuedAt(), errors);
        }
        String commandId = envelope.commandId() == null ? UUID.randomUUID().toString() : envelope.commandId();
        Command command = body == null
                ? null
                : errors.make("", ENVELOPE_FIELDS, () -> build(envelope, commandId, instanceId, body));
        errors.throwIfAny();
        return Objects.requireNonNull(command);
    }

    private static void require(String name, @Nullable Object value, FieldErrors errors) {
        if (value == null) {
            errors.add(name, MISSING);
        }
    }

    private Command build(Envelope envelope, String commandId, String instanceId, Command.Body body) {
        return Admission.admit(new Command(
                new CommandId(commandId),
                new InstanceId(instanceId),
                envelope.actor(),
                Objects.requireNonNullElseGet(envelope.issuedAt(), clock::instant)
                        .truncatedTo(ChronoUnit.MILLIS),
                envelope.correlationId(),
                envelope.expectedVersion(),
                envelope.expiresAt(),
                body));
    }

    /** The same commandId of the same actor gives the same instanceId, so that a create can be sent again. */
    private static String mint(Envelope envelope) {
        if (envelope.commandId() == null) {
            return UUID.randomUUID().toString();
        }
        String origin = envelope.actor() + "\n" + envelope.commandId();
        return UUID.nameUUIDFromBytes(origin.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static boolean hasSealed(Command.@Nullable Body body) {
        return switch (body) {
            case null -> false;
            case Command.CreateInstance create -> isSealed(create.userData());
            case Command.InstanceAction action -> false;
            case Command.RunOnInstance run -> isSealed(run.commandLine()) || hasSealed(run.credential());
        };
    }

    private static boolean hasSealed(@Nullable Credential credential) {
        return credential != null && (isSealed(credential.secret()) || isSealed(credential.passphrase()));
    }

    private static boolean isSealed(@Nullable ProtectedText text) {
        return text instanceof ProtectedText.Sealed;
    }
}
