package io.instancebus.client;

import io.instancebus.avro.Action;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceAction;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.RunOnInstance;
import java.time.Instant;

/**
 * Makes commands: mints the ids, takes the time. What is returned may still be changed (correlationId, expiresAt,
 * expectedVersion) until it is published. To send a command again, publish the same object: its id makes it one.
 *
 * @param actor who asks, for the audit history
 */
public record Commands(String actor) {
    /** Makes a new instance, under a new instanceId. */
    public InstanceCommand create(CreateInstance spec) {
        return create(Ids.next(), Ids.next(), spec);
    }

    /**
     * With ids of the caller's own. User data that is to be sealed is put into the spec afterwards, sealed for the command
     * as it is ({@code SealedUse.of}).
     */
    public InstanceCommand create(String commandId, String instanceId, CreateInstance spec) {
        InstanceCommand command = envelope(commandId, instanceId, "CreateInstance");
        command.setCreateInstance(spec);
        return command;
    }

    /** The least that a create needs: the account's defaults for all else. */
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

    /** @param force whether to skip the graceful way, where the provider has one */
    public InstanceCommand action(String instanceId, Action action, boolean force) {
        InstanceCommand command = envelope(Ids.next(), instanceId, "InstanceAction");
        command.setInstanceAction(new InstanceAction(action, force));
        return command;
    }

    /**
     * Runs a command line over SSH.
     *
     * <p>What is to be sealed is put into the run afterwards, sealed for the command as it is: with its ids, its issuedAt,
     * and the run's user, address, port and host key ({@code SealedUse.of}).
     *
     * @param commandId minted by the caller ({@link Ids#next})
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
