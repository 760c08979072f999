package io.instancebus.command;

import io.instancebus.avro.Action;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.Credential;
import io.instancebus.avro.CredentialType;
import io.instancebus.avro.InstanceAction;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Commands as publishers send them. */
public final class TestCommands {
    private TestCommands() {}

    public static InstanceCommand create(String instanceId, String commandId, Instant issuedAt) {
        return create(instanceId, commandId, issuedAt, "box");
    }

    public static InstanceCommand create(String instanceId, String commandId, Instant issuedAt, String account) {
        InstanceCommand command = command(instanceId, commandId, issuedAt, "CreateInstance");
        command.setCreateInstance(
                new CreateInstance(account, "image-1", null, null, "web", null, List.of(), null, Map.of(), null));
        return command;
    }

    public static InstanceCommand act(String instanceId, String commandId, Instant issuedAt, Action action) {
        InstanceCommand command = command(instanceId, commandId, issuedAt, "InstanceAction");
        command.setInstanceAction(new InstanceAction(action, false));
        return command;
    }

    public static InstanceCommand run(String instanceId, String commandId, Instant issuedAt, String password) {
        InstanceCommand command = command(instanceId, commandId, issuedAt, "RunOnInstance");
        command.setRunOnInstance(new RunOnInstance(
                new ProtectedText("uptime", null, null),
                new Credential(CredentialType.PASSWORD, new ProtectedText(password, null, null), null),
                null,
                null,
                null,
                null,
                null,
                null));
        return command;
    }

    private static InstanceCommand command(String instanceId, String commandId, Instant issuedAt, String type) {
        return new InstanceCommand(
                commandId, instanceId, "tester", issuedAt, "corr-1", null, null, type, null, null, null);
    }
}
