package io.instancebus.command.topology;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProviderReport;
import io.instancebus.command.state.Arrival;
import io.instancebus.command.state.CommandIds;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Event;
import io.instancebus.domain.Input;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.RejectionCode;
import io.instancebus.domain.Report;
import io.instancebus.mapping.CommandMapping;
import io.instancebus.mapping.ReportMapping;
import io.instancebus.mapping.UnusableReport;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.serde.UndecodableRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the step of each record, guarded: every record has an outcome, whatever it holds and whatever goes wrong, and
 * the stream continues. Only two failures get through: the registry is unavailable, which says nothing about the
 * record; and Kafka or the disk fails, which must stop the stream before the commit.
 */
final class GuardedSteps {
    private static final Logger log = LoggerFactory.getLogger(GuardedSteps.class);

    private final GatedCodec<InstanceCommand> commands;
    private final GatedCodec<ProviderReport> reports;
    private final CommandIds ids;
    private final Step step;
    private final Outputs outputs;
    private final InputDeadLetters deadLetters;

    GuardedSteps(
            GatedCodec<InstanceCommand> commands,
            GatedCodec<ProviderReport> reports,
            CommandIds ids,
            Step step,
            Outputs outputs,
            InputDeadLetters deadLetters) {
        this.commands = commands;
        this.reports = reports;
        this.ids = ids;
        this.step = step;
        this.outputs = outputs;
        this.deadLetters = deadLetters;
    }

    /**
     * @param waited how long the record has waited for its schema
     * @throws RegistryUnavailable if the record cannot be decoded now
     */
    Outcome command(Arrival arrival, Duration waited, Instant now) {
        InstanceCommand avro;
        try {
            avro = commands.decode(value(arrival), waited, now);
        } catch (UndecodableRecord e) {
            return Outcome.of(deadLetters.unread(arrival, String.valueOf(e.getMessage())));
        }
        InstanceId instanceId;
        CommandId commandId;
        try {
            instanceId = new InstanceId(avro.getInstanceId());
            commandId = new CommandId(avro.getCommandId());
        } catch (InvalidCommand e) {
            return dead(arrival, avro, String.valueOf(e.getMessage()));
        }
        if (!isKey(arrival, avro.getInstanceId())) {
            return dead(arrival, avro, "the record's key is not its instanceId");
        }
        return decided(arrival, avro, instanceId, commandId, now);
    }

    private Outcome decided(
            Arrival arrival, InstanceCommand avro, InstanceId instanceId, CommandId commandId, Instant now) {
        TraceParent trace = trace(arrival);
        boolean seen = ids.contains(instanceId, commandId);
        try {
            Input input = input(avro, instanceId, commandId, seen);
            return step.take(instanceId, input, seen ? null : commandId, trace, now);
        } catch (RuntimeException e) {
            Failures.rethrowUnlessBug(e);
            logBug(arrival, instanceId, e);
            Input refused = refused(
                    avro,
                    instanceId,
                    commandId,
                    RejectionCode.INTERNAL,
                    "Instance Bus failed to decide about the command; nothing was done. It is kept as a dead letter",
                    seen);
            return rejected(instanceId, refused, seen ? null : commandId, trace, now, avro)
                    .with(deadLetter(arrival, avro, "a bug: " + Failures.name(e)));
        }
    }

    private static Input input(InstanceCommand avro, InstanceId instanceId, CommandId commandId, boolean seen) {
        try {
            return new Input.CommandReceived(CommandMapping.fromAvro(avro), seen);
        } catch (InvalidCommand e) {
            return refused(avro, instanceId, commandId, e.code(), String.valueOf(e.getMessage()), seen);
        }
    }

    private static Input.CommandRefused refused(
            InstanceCommand avro,
            InstanceId instanceId,
            CommandId commandId,
            RejectionCode code,
            String reason,
            boolean seen) {
        return new Input.CommandRefused(
                commandId,
                instanceId,
                actor(avro),
                avro.getCorrelationId(),
                CommandMapping.typeOf(avro),
                code,
                reason,
                seen);
    }

    private Outcome rejected(
            InstanceId instanceId,
            Input refused,
            @Nullable CommandId commandId,
            @Nullable TraceParent trace,
            Instant now,
            InstanceCommand avro) {
        try {
            return step.take(instanceId, refused, commandId, trace, now);
        } catch (RuntimeException e) {
            Failures.rethrowUnlessBug(e);
            // The history cannot be read, so the rejection cannot have a number in it and is published outside of it.
            return Outcome.of(outputs.event(outsideHistory(instanceId, avro, now), trace));
        }
    }

    private static Event outsideHistory(InstanceId instanceId, InstanceCommand avro, Instant now) {
        return new Event(
                instanceId,
                0,
                now,
                now,
                "",
                null,
                actor(avro),
                new CommandId(avro.getCommandId()),
                avro.getCorrelationId(),
                avro.getCommandId(),
                new Event.CommandRejected(
                        CommandMapping.typeOf(avro),
                        RejectionCode.INTERNAL,
                        "Instance Bus cannot read what it keeps of the instance; nothing was done"));
    }

    /**
     * @param waited how long the record has waited for its schema
     * @throws RegistryUnavailable if the record cannot be decoded now
     */
    Outcome report(Arrival arrival, Duration waited, Instant now) {
        try {
            ProviderReport avro = reports.decode(value(arrival), waited, now);
            if (!isKey(arrival, avro.getInstanceId())) {
                return dead(arrival, "the record's key is not its instanceId");
            }
            Report report = ReportMapping.fromAvro(avro);
            return step.take(report.instanceId(), new Input.ReportReceived(report), null, trace(arrival), now);
        } catch (UndecodableRecord | UnusableReport e) {
            return dead(arrival, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            Failures.rethrowUnlessBug(e);
            logBug(arrival, null, e);
            return dead(arrival, "a bug: " + Failures.name(e));
        }
    }

    private static byte[] value(Arrival arrival) {
        byte[] value = arrival.value();
        if (value == null) {
            throw new UndecodableRecord("The record has no value");
        }
        return value;
    }

    private static boolean isKey(Arrival arrival, String instanceId) {
        return Arrays.equals(arrival.key(), instanceId.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable TraceParent trace(Arrival arrival) {
        return TraceParent.from(arrival.headers()).orElse(null);
    }

    private static String actor(InstanceCommand avro) {
        return avro.getActor().isBlank() ? "unknown" : avro.getActor();
    }

    private Outcome dead(Arrival arrival, String reason) {
        return Outcome.of(deadLetters.of(arrival, reason));
    }

    private Outcome dead(Arrival arrival, InstanceCommand avro, String reason) {
        return Outcome.of(deadLetter(arrival, avro, reason));
    }

    private Outgoing deadLetter(Arrival arrival, InstanceCommand avro, String reason) {
        return ClearSecrets.in(avro)
                ? deadLetters.withheld(arrival, reason, "the value holds a secret in clear, or may hold one")
                : deadLetters.of(arrival, reason);
    }

    private static void logBug(Arrival arrival, @Nullable InstanceId id, RuntimeException bug) {
        log.atError()
                .addKeyValue("topic", arrival.topic())
                .addKeyValue("partition", arrival.partition())
                .addKeyValue("offset", arrival.offset())
                .addKeyValue("instanceId", id)
                .setCause(Failures.withoutWords(bug))
                .log("A bug: no decision about a record could be taken; it goes to the dead letters");
    }
}
