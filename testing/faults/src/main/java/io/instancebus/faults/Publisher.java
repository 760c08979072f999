package io.instancebus.faults;

import io.instancebus.avro.Action;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.Credential;
import io.instancebus.avro.CredentialType;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.client.Commands;
import io.instancebus.faults.plan.Intent;
import io.instancebus.faults.plan.Story;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.Sealer;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.schemas.sealing.SecretField;
import io.instancebus.testbed.TestbedConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Publishes the commands of a story, one after the other. */
final class Publisher {
    private static final int RUN_SECONDS = 5;
    private static final int REMEMBERED = 50;

    private final String name;
    private final Story story;
    private final Sending sending;
    private final SealingPublicKey key;
    private final String sandboxPassword;
    private final List<InstanceCommand> sent = new ArrayList<>();
    private final Commands commands;
    private int count;

    Publisher(String name, Story story, Sending sending, SealingPublicKey key, String sandboxPassword) {
        this.name = name;
        this.story = story;
        this.sending = sending;
        this.key = key;
        this.sandboxPassword = sandboxPassword;
        this.commands = new Commands(name);
    }

    /** Publishes at this pace until it is interrupted. */
    void run(Duration pace) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                tell(story.next());
                Thread.sleep(pace);
            }
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Intent intent) {
        switch (intent) {
            case Intent.Create create -> send(create(create));
            case Intent.Action action -> {
                if (sending.has(instance(action.instance()))) {
                    InstanceCommand command = commands.action(
                            instance(action.instance()),
                            Action.valueOf(action.act().name()),
                            action.force());
                    command.setCommandId(nextId());
                    send(command);
                }
            }
            case Intent.Run run -> {
                if (sending.has(instance(run.instance()))) {
                    send(run(run));
                }
            }
            case Intent.Again(int back) -> {
                if (back <= sent.size()) {
                    sending.send(sent.get(sent.size() - back));
                }
            }
        }
    }

    private void send(InstanceCommand command) {
        sent.add(command);
        if (sent.size() > REMEMBERED) {
            sent.removeFirst();
        }
        sending.send(command);
    }

    private InstanceCommand create(Intent.Create create) {
        String command = nextId();
        String instance = instance(create.instance());
        CreateInstance spec = CreateInstance.newBuilder()
                .setAccount(create.account())
                .setImageId("img1")
                .setName(instance)
                .setTags(Map.of("sandbox", create.mode()))
                .build();
        InstanceCommand made = commands.create(command, instance, spec);
        create.secret().ifPresent(secret -> spec.setUserData(sealed(made, SecretField.USER_DATA, secret)));
        return made;
    }

    private InstanceCommand run(Intent.Run run) {
        RunOnInstance body = new RunOnInstance();
        body.setTimeoutSeconds(RUN_SECONDS);
        InstanceCommand made = commands.run(nextId(), instance(run.instance()), body);
        body.setCommandLine(
                switch (run.line()) {
                    case CLEAR -> new ProtectedText(run.commandLine(), null, null);
                    case SEALED -> sealed(made, SecretField.COMMAND_LINE, run.commandLine() + " " + run.secret());
                    case PRINTING -> sealed(made, SecretField.COMMAND_LINE, "echo " + sandboxPassword);
                });
        body.setCredential(credential(run.login(), made));
        return made;
    }

    private ProtectedText sealed(InstanceCommand command, String field, String secret) {
        return Sealer.protect(key, SealedUse.of(command, field), secret);
    }

    private @org.jspecify.annotations.Nullable Credential credential(Intent.Login login, InstanceCommand command) {
        return switch (login) {
            case DEFAULT -> null;
            case REFERENCED ->
                new Credential(
                        CredentialType.PASSWORD,
                        new ProtectedText(null, null, "file:" + TestbedConfig.SANDBOX_PASSWORD),
                        null);
            case SEALED ->
                new Credential(
                        CredentialType.PASSWORD, sealed(command, SecretField.CREDENTIAL_SECRET, sandboxPassword), null);
        };
    }

    private String instance(int number) {
        return name + "-i" + number;
    }

    private String nextId() {
        return name + "-c" + count++;
    }
}
