package io.instancebus.mapping;

import io.instancebus.avro.ActionTask;
import io.instancebus.avro.CreateTask;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.RunTask;
import io.instancebus.avro.StrayTask;
import io.instancebus.domain.Admission;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Effect;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Task;
import io.instancebus.domain.Text;
import io.instancebus.schemas.serde.AvroTexts;
import java.util.Objects;
import java.util.stream.Stream;

/** Maps tasks and observation requests for the provider workers. */
public final class TaskMapping {
    private TaskMapping() {}

    public static ProviderTask toAvro(Task task) {
        ProviderTask avro = new ProviderTask(
                task.taskId(),
                task.attempt(),
                task.instanceId().value(),
                task.commandId().value(),
                task.account(),
                task.providerType().label(),
                task.requestKey(),
                task.issuedAt(),
                task.notAfter(),
                task.commandIssuedAt(),
                "",
                null,
                null,
                null,
                null);
        switch (task.body()) {
            case Task.Create create -> {
                avro.setType("CreateTask");
                avro.setCreateTask(new CreateTask(CommandMapping.toAvro(create.spec()), create.nativeId()));
            }
            case Task.Act act -> {
                avro.setType("ActionTask");
                avro.setActionTask(new ActionTask(EnumMapping.toAvro(act.action()), act.force(), act.nativeId()));
            }
            case Task.DestroyStray stray -> {
                avro.setType("StrayTask");
                avro.setStrayTask(new StrayTask(stray.nativeId(), stray.kept()));
            }
            case Task.Run run -> {
                avro.setType("RunTask");
                avro.setRunTask(new RunTask(CommandMapping.toAvro(run.run()), ValueMapping.toAvro(run.details())));
            }
        }
        return avro;
    }

    /**
     * Reads a task. It cuts text that an older version accepted to today's bounds, in place.
     *
     * @throws IllegalArgumentException if it cannot be carried out; the message never shows a secret
     */
    public static Task fromAvro(ProviderTask avro) {
        AvroTexts.replaceAll(avro, Text::kept);
        return new Task(
                avro.getTaskId(),
                avro.getAttempt(),
                new InstanceId(avro.getInstanceId()),
                new CommandId(avro.getCommandId()),
                avro.getCommandIssuedAt(),
                avro.getAccount(),
                new ProviderType(avro.getProvider()),
                avro.getRequestKey(),
                avro.getIssuedAt(),
                avro.getNotAfter(),
                body(avro));
    }

    private static Task.Body body(ProviderTask avro) {
        CreateTask create = avro.getCreateTask();
        ActionTask action = avro.getActionTask();
        RunTask run = avro.getRunTask();
        StrayTask stray = avro.getStrayTask();
        long bodies =
                Stream.of(create, action, run, stray).filter(Objects::nonNull).count();
        if (bodies != 1) {
            throw new InvalidCommand("a task of type \"" + avro.getType() + "\" has " + bodies
                    + " bodies that this release knows; it must have one");
        }
        if (create != null) {
            return new Task.Create(Admission.admit(CommandMapping.fromAvro(create.getSpec())), create.getNativeId());
        }
        if (action != null) {
            return new Task.Act(EnumMapping.fromAvro(action.getAction()), action.getForce(), action.getNativeId());
        }
        if (stray != null) {
            return new Task.DestroyStray(stray.getNativeId(), stray.getKept());
        }
        RunTask only = Objects.requireNonNull(run);
        return new Task.Run(
                Admission.admit(CommandMapping.fromAvro(only.getRun())), ValueMapping.fromAvro(only.getDetails()));
    }

    public static ObservationRequest toAvro(Effect.RequestObservation request) {
        return new ObservationRequest(
                request.instanceId().value(),
                request.account(),
                request.providerType().label(),
                request.number(),
                request.nativeId(),
                request.requestKey(),
                request.issuedAt());
    }
}
