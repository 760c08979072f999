package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.accounts.RunMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that print something before, or instead of, an answer. */
@Tag("slow")
@Tag("sshd")
class TalkativeTargetTest {
    /** Long enough for targets that answer, and short for those that do not. */
    private static final Duration SHELL_TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static byte[] key;

    @BeforeAll
    static void makeKey() throws Exception {
        OpenSshServer.require();
        key = OpenSshServer.keygen(folder.resolve("id"), "-t", "ed25519", "-N", "");
        Files.copy(folder.resolve("id.pub"), folder.resolve("authorized_keys"));
    }

    @Test
    void theResultIsFoundBehindAnyAmountOfText() throws Exception {
        try (OpenSshServer server =
                forced("head -c 230000 /dev/zero | tr '\\0' x; exec sh -c \"$SSH_ORIGINAL_COMMAND\"")) {
            RunResult result = run(server, key, "echo done; exit 3");

            assertThat(result.output()).isEqualTo("done\n");
            assertThat(result.exitStatus()).hasValue(3);
        }
    }

    @Test
    void whatATargetSaysInPlaceOfARunIsTold() throws Exception {
        try (OpenSshServer cloudImage =
                forced("echo 'Please login as the user \"ubuntu\" rather than the user \"root\".'; echo; exit 142")) {
            SshFailure failure = failure(cloudImage, key, "true");
            assertThat(failure.kind()).isEqualTo(FailureKind.TARGET_REFUSED);
            assertThat(failure)
                    .hasMessageContaining("Please login as the user \"ubuntu\" rather than the user \"root\".");
        }
        try (OpenSshServer closedAccount = forced("/usr/sbin/nologin")) {
            SshFailure failure = failure(closedAccount, key, "true");
            assertThat(failure.kind()).isEqualTo(FailureKind.TARGET_REFUSED);
            assertThat(failure).hasMessageContaining("This account is currently not available.");
        }
    }

    @Test
    void aCommandIsNotExecutedWhereItsAnswersAreSwallowed() throws Exception {
        Path executed = folder.resolve("executed");
        try (OpenSshServer mute = forced("sh -c \"$SSH_ORIGINAL_COMMAND\" >/dev/null 2>&1")) {
            assertThat(failure(mute, key, "echo x >" + executed).kind()).isEqualTo(FailureKind.SHELL_TIMEOUT);
        }
        assertThat(executed).doesNotExist();
    }

    @Test
    void aCommandThatWasSentIsNotSaidToBeRefusedWhereItsResultIsSwallowed() throws Exception {
        Path sent = folder.resolve("sent");
        try (OpenSshServer cutShort = forced("sh -c \"$SSH_ORIGINAL_COMMAND\" | head -n 1; exit 1")) {
            assertThat(failure(cutShort, key, "echo x >" + sent).kind()).isEqualTo(FailureKind.OUTCOME_UNKNOWN);
        }
        assertThat(sent).exists();
    }

    @Test
    void anEchoDoesNotTellTheCommandLine() throws Exception {
        try (OpenSshServer echo = forced("echo hello; cat")) {
            assertThat(failure(echo, key, "echo s3same"))
                    .hasMessageContaining("hello")
                    .message()
                    .doesNotContain("s3same");
        }
    }

    @Test
    void aBannerIsToldWhereTheLoginFails() throws Exception {
        byte[] unknown = OpenSshServer.keygen(folder.resolve("unknown"), "-t", "ed25519", "-N", "");
        Path banner = Files.writeString(folder.resolve("banner"), "Log in as\r\nadmin, not as root\u001b[0m\n");
        try (OpenSshServer server = OpenSshServer.start(folder, "Banner " + banner)) {
            SshFailure failure = failure(server, unknown, "true");

            assertThat(failure.kind()).isEqualTo(FailureKind.AUTH_FAILED);
            assertThat(failure).hasMessageContaining("Log in as admin, not as root");
        }
    }

    private static OpenSshServer forced(String command) throws Exception {
        return OpenSshServer.start(folder, "ForceCommand " + command);
    }

    private static SshFailure failure(OpenSshServer server, byte[] key, String command) {
        return catchThrowableOfType(SshFailure.class, () -> run(server, key, command));
    }

    private static RunResult run(OpenSshServer server, byte[] key, String command) throws SshFailure {
        try (SshRunner runner =
                new SshRunner(new SshSettings(Duration.ofSeconds(20), SHELL_TIMEOUT, Duration.ofSeconds(60), 10, 8))) {
            return runner.run(new RunRequest(
                    TargetAddress.named("127.0.0.1"),
                    server.port(),
                    "root",
                    new SshCredential.PrivateKey(key, null),
                    command.getBytes(UTF_8),
                    UUID.randomUUID().toString(),
                    Duration.ofSeconds(60),
                    65_536,
                    Optional.empty(),
                    false,
                    RunMode.POSIX_SHELL));
        }
    }
}
