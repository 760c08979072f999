package io.instancebus.client;

import io.instancebus.avro.Action;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceAction;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.RunOnInstance;
import java.time.Instant;

/**
 * Makes commands with new ids and the current time. You may change a command (correlationId, expiresAt,
 * expectedVersion) until you publish it. To send a command again, publish the same object: because of its id, it counts
 * once.
 *
 * @param actor the name of the caller, for the history
 */
public record Commands(String actor) {
    /** Creates an instance with a new instanceId. */
    public InstanceCommand create(CreateInstance spec) {
        return create(Ids.next(), Ids.next(), spec);
    }

    /**
     * Creates an instance with the caller's ids. To seal user data, seal it for the returned command
     * ({@code SealedUse.of}) and then set it in the spec.
     */
    public InstanceCommand create(String commandId, String instanceId, CreateInstance spec) {
        InstanceCommand command = envelope(commandId, instanceId, "CreateInstance");
        command.setCreateInstance(spec);
        return command;
    }

    /** The minimal create; the account's defaults apply to everything else. */
    public InstanceCommand create(String account, String imageId) {
        return create(CreateInstance.newBuilder()
                .setAccount(account)
                .setImageId(imageId)
                .build());
    }

    public InstanceCommand start(String instanceId) {
        return action(instanceId, Action.START, false);
    }

    public InstanceCommand stop(String instanceId) {
        return action(instanceId, Action.STOP, false);
    }

    public InstanceCommand reboot(String instanceId) {
        return action(instanceId, Action.REBOOT, false);
    }

    public InstanceCommand destroy(String instanceId) {
        return action(instanceId, Action.DESTROY, false);
    }

    /** @param force whether to skip the graceful way, if the provider has one */
    public InstanceCommand action(String instanceId, Action action, boolean force) {
        InstanceCommand command = envelope(Ids.next(), instanceId, "InstanceAction");
        command.setInstanceAction(new InstanceAction(action, force));
        return command;
    }

    /**
     * Runs a command line over SSH.
     *
     * <p>To seal texts, seal them for the returned command, with its ids, its issuedAt, and the run's user, address,
     * port and host key ({@code SealedUse.of}), and then set them in the run.
     *
     * @param commandId made by the caller ({@link Ids#next})
     */
    public InstanceCommand run(String commandId, String instanceId, RunOnInstance run) {
        InstanceCommand command = envelope(commandId, instanceId, "RunOnInstance");
        command.setRunOnInstance(run);
        return command;
    }

    private InstanceCommand envelope(String commandId, String instanceId, String type) {
        return InstanceCommand.newBuilder()
                .setCommandId(commandId)
                .setInstanceId(instanceId)
                .setActor(actor)
                .setIssuedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setType(type)
                .build();
    }
}
