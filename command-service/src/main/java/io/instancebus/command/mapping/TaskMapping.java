package io.instancebus.command.mapping;

import io.instancebus.avro.ActionTask;
import io.instancebus.avro.CreateTask;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.RunTask;
import io.instancebus.avro.StrayTask;
import io.instancebus.domain.Effect;
import io.instancebus.domain.Task;

/** Work for the provider workers, to the bus. */
public final class TaskMapping {
    private TaskMapping() {}

    public static ProviderTask avro(Task task) {
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
                avro.setCreateTask(new CreateTask(CommandMapping.avro(create.spec()), create.nativeId()));
            }
            case Task.Act act -> {
                avro.setType("ActionTask");
                avro.setActionTask(new ActionTask(CommandMapping.avro(act.action()), act.force(), act.nativeId()));
            }
            case Task.DestroyStray stray -> {
                avro.setType("StrayTask");
                avro.setStrayTask(new StrayTask(stray.nativeId(), stray.kept()));
            }
            case Task.Run run -> {
                avro.setType("RunTask");
                avro.setRunTask(new RunTask(CommandMapping.avro(run.run()), ValueMapping.avro(run.details())));
            }
        }
        return avro;
    }

    public static ObservationRequest avro(Effect.RequestObservation request) {
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
