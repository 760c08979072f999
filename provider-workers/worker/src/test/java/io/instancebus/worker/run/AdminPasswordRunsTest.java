package io.instancebus.worker.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.accounts.DefaultCredential;
import io.instancebus.accounts.RunMode;
import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Credential;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.RunResult;
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

/** The credential with which a run logs in, and the recipients of an instance's first password. */
class AdminPasswordRunsTest {
    private static final String FIRST = "first-pässword";
    private static final String DEFAULT = "default-password";

    private final SealingKeyPair workers = SealingKeyPair.generate();
    private final SshRunner runner = new SshRunner();
    private final SshServer server = SshServer.setUpDefaultServer();
    private final Queue<String> offered = new ConcurrentLinkedQueue<>();
    private @Nullable DefaultCredential defaultCredential;
    private List<Address> addresses = List.of(new Address("127.0.0.1", AddressType.IPV4));

    @BeforeEach
    void startServer() throws Exception {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setPasswordAuthenticator((user, password, session) -> {
            offered.add(user + ":" + password);
            return true;
        });
        server.setCommandFactory((channel, line) -> new AbstractCommandSupport(line, null) {
            @Override
            public void run() {
                onExit(0);
            }
        });
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        runner.close();
        server.stop(true);
    }

    @Test
    void aRunWithoutAnyCredentialLogsInWithTheFirstPassword() throws Exception {
        assertThat(run(task(null, null, password(workers))).exitStatus()).isZero();
        assertThat(run(task(null, "127.0.0.1", password(workers))).exitStatus()).isZero();

        assertThat(offered).containsOnly("root:" + FIRST);
    }

    @Test
    void aCredentialOfTheCommandsOrTheAccountsGoesFirst() throws Exception {
        Credential own = new Credential(Credential.Type.PASSWORD, new ProtectedText.Reference("file:own"), null);
        assertThat(failure(task(own, null, password(workers)))).returns("NOT_FOUND", Failure::providerCode);
        defaultCredential = new DefaultCredential(Credential.Type.PASSWORD, "env:INSTANCE_BUS_SECRET_DEFAULT", null);
        assertThat(run(task(null, null, password(workers))).exitStatus()).isZero();

        assertThat(offered).containsExactly("root:" + DEFAULT);
    }

    @Test
    void anyOfTheAddressesThatTheProviderReportsWillDo() throws Exception {
        addresses = List.of(
                new Address("fa:16:3e:00:00:01", AddressType.MAC),
                new Address(" ", AddressType.HOSTNAME),
                new Address("::1", AddressType.IPV6),
                new Address("no-such-host.invalid", AddressType.HOSTNAME),
                new Address("127.0.0.1", AddressType.IPV4));

        assertThat(run(task(null, null, password(workers))).exitStatus()).isZero();
    }

    @Test
    void theFirstPasswordIsSentToNoOtherMachine() {
        assertThat(failure(task(null, "localhost", password(workers)))).satisfies(failure -> {
            assertThat(failure.category()).isEqualTo(FailureCategory.INVALID);
            assertThat(failure.message()).contains("an address or a port at which the provider does not report");
        });
        assertThat(offered).isEmpty();
    }

    @Test
    void withoutAnyPasswordItIsSaidWhatIsMissing() {
        AdminPassword onlyToRequester = new AdminPassword(
                new CommandId("create-1"), requireNonNull(password(workers).toWorkers()), null);
        for (AdminPassword password : new AdminPassword[] {null, onlyToRequester}) {
            assertThat(failure(task(null, null, password)))
                    .isEqualTo(Failure.of(
                            FailureCategory.INVALID,
                            "the command brings no credential, the account has no default one, and no first password"
                                    + " of the instance is sealed to the workers"));
        }
    }

    @Test
    void aPasswordThatDoesNotOpenIsAnErrorThatSaysWhich() {
        AdminPassword others = password(SealingKeyPair.generate());
        AdminPassword ofAnotherCreate = new AdminPassword(
                new CommandId("create-2"), null, password(workers).toWorkers());
        for (AdminPassword password : List.of(others, ofAnotherCreate)) {
            assertThat(failure(task(null, null, password))).satisfies(failure -> {
                assertThat(failure.providerCode()).isEqualTo("SEAL_REFUSED");
                assertThat(failure.message())
                        .contains(SecretField.ADMIN_PASSWORD)
                        .doesNotContain(FIRST);
            });
        }
        assertThat(offered).isEmpty();
    }

    private RunResult run(Task task) throws TaskFailure {
        OpenedSecrets secrets = new OpenedSecrets(new CommandSecrets(Optional.empty(), workers::open));
        AccountSecrets accountSecrets =
                new AccountSecrets(Optional.empty(), Map.of("INSTANCE_BUS_SECRET_DEFAULT", DEFAULT));
        SshAccount account =
                new SshAccount(RunMode.PLAIN_EXEC, server.getPort(), Optional.ofNullable(defaultCredential));
        Whereabouts reported = (name, instance, nativeId, asTold) ->
                ScriptedProvider.running(nativeId).withAddresses(addresses, List.of());
        return new SshRuns(runner, secrets, accountSecrets, reported, () -> Map.of("rax", account))
                .execute(task, (Task.Run) task.body(), false);
    }

    private Failure failure(Task task) {
        return requireNonNull(catchThrowableOfType(TaskFailure.class, () -> run(task)))
                .failure();
    }

    private static AdminPassword password(SealingKeyPair of) {
        return new AdminPassword(
                new CommandId("create-1"),
                null,
                SecretMapping.fromAvro(Sealer.seal(of.publicKey(), SealedUse.adminPassword("create-1", "i-1"), FIRST)));
    }

    private Task task(
            @Nullable Credential credential, @Nullable String address, @Nullable AdminPassword adminPassword) {
        InstanceDetails details = InstanceDetails.builder("image-1")
                .nativeId("n-1")
                .publicAddresses(addresses)
                .adminPassword(adminPassword)
                .build();
        return new Task(
                "i-1:run-1",
                1,
                new InstanceId("i-1"),
                new CommandId("run-1"),
                "rax",
                ProviderType.RACKSPACE,
                "key-1",
                Instant.EPOCH,
                Instant.EPOCH,
                new Task.Run(
                        new Command.RunOnInstance(
                                new ProtectedText.Clear("true"),
                                credential,
                                null,
                                address,
                                server.getPort(),
                                null,
                                null),
                        details));
    }
}
