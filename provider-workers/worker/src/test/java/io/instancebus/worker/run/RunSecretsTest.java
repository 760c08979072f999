package io.instancebus.worker.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.accounts.DefaultCredential;
import io.instancebus.accounts.RunMode;
import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Credential;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report;
import io.instancebus.domain.RunResult;
import io.instancebus.domain.SightingState;
import io.instancebus.domain.Task;
import io.instancebus.mapping.SecretMapping;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.Sealer;
import io.instancebus.schemas.sealing.SealingKeyPair;
import io.instancebus.schemas.sealing.SecretField;
import io.instancebus.worker.ScriptedProvider;
import io.instancebus.worker.hand.TaskFailure;
import io.instancebus.worker.secret.AccountSecrets;
import io.instancebus.worker.secret.CommandSecrets;
import io.instancebus.worker.ssh.SshRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secrets that a run can use, where they are sent, and what remains of them in its output. */
class RunSecretsTest {
    private static final Instant ISSUED = Instant.ofEpochMilli(1_800_000_000_000L);
    private static final String DEFAULT = "default-password";
    private static final String OTHER_KEY = "SHA256:" + "A".repeat(43);

    @TempDir
    private Path secrets;

    private final SealingKeyPair workers = SealingKeyPair.generate();
    private final SshRunner runner = new SshRunner();
    private final SshServer server = SshServer.setUpDefaultServer();
    private final SshServer stranger = SshServer.setUpDefaultServer();
    private final Queue<String> stolen = new ConcurrentLinkedQueue<>();
    private final ScriptedProvider provider = new ScriptedProvider();
    private final Queue<String> offered = new ConcurrentLinkedQueue<>();
    private final Queue<String> executed = new ConcurrentLinkedQueue<>();
    private int reportedPort;
    private @Nullable InstanceDetails forged;

    @BeforeEach
    void startServer() throws Exception {
        Files.writeString(secrets.resolve("login"), DEFAULT);
        Files.writeString(secrets.resolve("ec2-prod"), "cloud-key");
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setPasswordAuthenticator((user, password, session) -> {
            offered.add(password);
            return true;
        });
        server.setCommandFactory((channel, line) -> new AbstractCommandSupport(line, null) {
            @Override
            public void run() {
                executed.add(line);
                try {
                    getOutputStream().write(("+ " + line + "\npassword: " + DEFAULT).getBytes(StandardCharsets.UTF_8));
                    getErrorStream().write((" and again " + DEFAULT).getBytes(StandardCharsets.UTF_8));
                    getOutputStream().flush();
                    getErrorStream().flush();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                onExit(0);
            }
        });
        server.start();
        reportedPort = server.getPort();
        stranger.setHost("127.0.0.1");
        stranger.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        stranger.setPasswordAuthenticator((user, password, session) -> {
            stolen.add(password);
            return true;
        });
        stranger.setCommandFactory((channel, line) -> new AbstractCommandSupport(line, null) {
            @Override
            public void run() {
                stolen.add(line);
                onExit(0);
            }
        });
        stranger.start();
        provider.byKey.put("i-1", "n-1");
    }

    @AfterEach
    void close() throws Exception {
        runner.close();
        server.stop(true);
        stranger.stop(true);
    }

    @Test
    void aCommandLineThatNamesACloudCredentialIsNotExecuted() {
        assertThat(failure(run(new ProtectedText.Reference("file:ec2-prod"), null, null, null, null), null))
                .returns(FailureCategory.NOT_FOUND, Failure::category);
        assertThat(executed).isEmpty();
    }

    @Test
    void whatTheOperatorPutIntoTheFolderOfTheAccountIsUsed() throws Exception {
        Path passwords = Files.createDirectories(secrets.resolve("commands/prod/passwords"));
        Files.writeString(passwords.resolve("mine"), "for-commands");
        execute(run(clear("true"), password(new ProtectedText.Reference("file:mine")), null, null, null), null);
        assertThat(offered).containsExactly("for-commands");
    }

    @Test
    void theWorkersOwnSecretsGoToNoOtherMachineAndNoOtherPort() throws Exception {
        Path folder = Files.createDirectories(secrets.resolve("commands/prod/passwords"));
        Files.writeString(folder.resolve("mine"), "for-commands");
        Credential referred = password(new ProtectedText.Reference("file:mine"));
        reportedPort = server.getPort() + 1;
        for (Command.RunOnInstance run : List.of(
                run(clear("true"), null, "localhost", null, null),
                run(clear("true"), null, null, server.getPort(), null),
                run(clear("true"), null, "127.0.0.1", server.getPort(), null),
                run(clear("true"), referred, null, server.getPort(), null),
                run(
                        new ProtectedText.Reference("file:x"),
                        sealedFor("localhost", null, null),
                        "localhost",
                        null,
                        null))) {
            assertThat(failure(run, null).message()).contains("the workers' secrets are sent to no other");
        }
        assertThat(offered).isEmpty();
    }

    /** A writer of instances.runs names the place of the instance. */
    @Test
    void aTaskThatTellsAnotherPlaceHasNoSecretSentThere() throws Exception {
        Path folder = Files.createDirectories(secrets.resolve("commands/prod/passwords"));
        Files.writeString(folder.resolve("mine"), "for-commands");
        forged = details("n-1", stranger.getPort(), null);
        for (Command.RunOnInstance run : List.of(
                run(clear("true"), null, null, null, null),
                run(clear("true"), password(new ProtectedText.Reference("file:mine")), null, null, null),
                run(clear("true"), sealedFor(null, null, null), null, null, null),
                run(clear("true"), sealedFor("127.0.0.1", null, null), "127.0.0.1", null, null),
                run(sealed("echo sealed-line", SecretField.COMMAND_LINE), null, null, null, null))) {
            execute(run, null);
        }

        assertThat(stolen).isEmpty();
        assertThat(offered).contains(DEFAULT, "for-commands", "sealed-password");
        assertThat(executed).contains("echo sealed-line");
    }

    @Test
    void aTaskThatTellsAnotherMachineHasNoSecretSentThere() {
        provider.byKey.put("i-2", "n-2");
        provider.instances.put("n-2", shown("n-2", stranger.getPort()));
        forged = details("n-2", stranger.getPort(), null);
        assertThat(failure(run(clear("true"), null, null, null, null), null))
                .returns("NotTheInstancesMachine", Failure::providerCode);

        forged = details(null, stranger.getPort(), null);
        assertThat(failure(run(clear("true"), null, null, null, null), null).message())
                .contains("no address");
        assertThat(stolen).isEmpty();
        assertThat(offered).isEmpty();
    }

    @Test
    void aForgedHostKeyOnlyHasTheRunFail() {
        forged = details("n-1", reportedPort, OTHER_KEY);
        assertThat(failure(run(clear("true"), null, null, null, null), null))
                .returns("HOST_KEY_CHANGED", Failure::providerCode);
        assertThat(offered).isEmpty();
    }

    @Test
    void aRunThatBringsItsSecretsForAWholePlaceDoesNotWaitForTheProvider() throws Exception {
        execute(
                run(clear("true"), sealedFor("127.0.0.1", server.getPort(), null), "127.0.0.1", server.getPort(), null),
                null);
        assertThat(offered).containsExactly("sealed-password");
        assertThat(provider.calls).isEmpty();
    }

    @Test
    void aSealedCredentialGoesWhereItWasSealedForAndNowhereElse() throws Exception {
        reportedPort = server.getPort() + 1;
        Credential mine = sealedFor("localhost", server.getPort(), null);
        execute(run(clear("true"), mine, "localhost", server.getPort(), null), null);
        assertThat(offered).containsExactly("sealed-password");

        assertThat(failure(run(clear("true"), mine, "127.0.0.1", server.getPort(), null), null))
                .returns("SEAL_REFUSED", Failure::providerCode);
        assertThat(failure(run(clear("true"), mine, "localhost", server.getPort() + 2, null), null))
                .returns("SEAL_REFUSED", Failure::providerCode);
        assertThat(offered).hasSize(1);
    }

    @Test
    void theSecretsOfARunAreTakenOutOfItsOutput() throws Exception {
        RunResult result =
                execute(run(sealed("echo sealed-line", SecretField.COMMAND_LINE), null, null, null, null), null);
        assertThat(executed).containsExactly("echo sealed-line");
        assertThat(result.output())
                .contains("+ ***", "password: ***", "and again ***")
                .doesNotContain(DEFAULT, "sealed");
    }

    @Test
    void theSecretsOfARunAreTakenOutOfItsFailure() {
        assertThat(failure(run(clear("true"), null, null, null, null), "SHA256:" + DEFAULT)
                        .message())
                .contains("SHA256:***")
                .doesNotContain(DEFAULT);
    }

    @Test
    void theHostKeyIsThatOfTheInstanceAndACommandCanNameANewOne() throws Exception {
        String shown = requireNonNull(
                execute(run(clear("true"), null, null, null, null), null).hostKey());

        assertThat(failure(run(clear("true"), null, null, null, null), OTHER_KEY)
                        .message())
                .contains(shown, "hostKey");
        assertThat(failure(run(clear("true"), null, "127.0.0.1", reportedPort, null), OTHER_KEY))
                .as("its own address, named")
                .returns("HOST_KEY_CHANGED", Failure::providerCode);
        assertThat(execute(run(clear("true"), null, null, null, shown), OTHER_KEY)
                        .hostKey())
                .isEqualTo(shown);
        assertThat(failure(run(clear("true"), null, null, null, OTHER_KEY), shown))
                .returns("HOST_KEY_CHANGED", Failure::providerCode);
    }

    private static ProtectedText clear(String text) {
        return new ProtectedText.Clear(text);
    }

    private static Credential password(ProtectedText secret) {
        return new Credential(Credential.Type.PASSWORD, secret, null);
    }

    private Credential sealedFor(@Nullable String address, @Nullable Integer port, @Nullable String user) {
        SealedUse use = SealedUse.run(SecretField.CREDENTIAL_SECRET, "run-1", "i-1", ISSUED, user, address, port, null);
        return password(SecretMapping.fromAvro(Sealer.seal(workers.publicKey(), use, "sealed-password")));
    }

    private ProtectedText sealed(String text, String field) {
        SealedUse use = SealedUse.run(field, "run-1", "i-1", ISSUED, null, null, null, null);
        return SecretMapping.fromAvro(Sealer.seal(workers.publicKey(), use, text));
    }

    private static Command.RunOnInstance run(
            ProtectedText line,
            @Nullable Credential credential,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String hostKey) {
        return new Command.RunOnInstance(line, credential, null, address, port, null, null, hostKey);
    }

    private Failure failure(Command.RunOnInstance run, @Nullable String pinned) {
        return requireNonNull(catchThrowableOfType(TaskFailure.class, () -> execute(run, pinned)))
                .failure();
    }

    private RunResult execute(Command.RunOnInstance run, @Nullable String pinned) throws TaskFailure {
        provider.instances.put("n-1", shown("n-1", reportedPort));
        InstanceDetails told = forged == null ? details("n-1", reportedPort, pinned) : forged;
        Task task = task(new Task.Run(run, told));
        SshAccount account = new SshAccount(
                RunMode.PLAIN_EXEC,
                22,
                Optional.of(new DefaultCredential(Credential.Type.PASSWORD, "file:login", null)));
        return new SshRuns(
                        runner,
                        new OpenedSecrets(new CommandSecrets(Optional.of(secrets), workers::open)),
                        new AccountSecrets(Optional.of(secrets), Map.of()),
                        new ProviderWhereabouts(name -> Optional.of(provider), System::nanoTime),
                        () -> Map.of("prod", account))
                .execute(task, (Task.Run) task.body(), false);
    }

    private static Report.Sighting shown(String nativeId, int port) {
        return Report.Sighting.builder(SightingState.RUNNING)
                .nativeId(nativeId)
                .publicAddresses(List.of(new Address("127.0.0.1", AddressType.IPV4)))
                .sshPort(port)
                .build();
    }

    private static InstanceDetails details(@Nullable String nativeId, int port, @Nullable String pinned) {
        return InstanceDetails.builder("image-1")
                .nativeId(nativeId)
                .publicAddresses(List.of(new Address("127.0.0.1", AddressType.IPV4)))
                .sshPort(port)
                .hostKey(pinned)
                .build();
    }

    private static Task task(Task.Run body) {
        return new Task(
                "i-1:run-1",
                1,
                new InstanceId("i-1"),
                new CommandId("run-1"),
                ISSUED,
                "prod",
                ProviderType.DOCKER,
                "key-1",
                Instant.EPOCH,
                Instant.EPOCH,
                body);
    }
}
