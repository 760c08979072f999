package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.accounts.RunMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a machine whose disk is full, fills up, and is freed again: OpenSSH's server on a small file system. */
@Tag("disk")
@Tag("sshd")
class FullDiskTest {
    /** The output of `seq 8001`: 38,905 bytes. */
    private static final String LINES =
            IntStream.rangeClosed(1, 8001).mapToObj(i -> i + "\n").collect(Collectors.joining());

    @TempDir
    Path folder;

    private @Nullable OpenSshServer server;
    private byte[] key = new byte[0];
    private boolean mounted;

    @BeforeEach
    void startServer() throws Exception {
        OpenSshServer.require();
        Path disk = Files.createDirectory(folder.resolve("tmp"));
        try {
            OpenSshServer.execute(List.of("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()), "");
        } catch (IllegalStateException impossible) {
            Assumptions.abort("Not tested on a full disk: no file system can be mounted: " + impossible.getMessage());
        }
        mounted = true;
        server = OpenSshServer.start(folder);
        key = OpenSshServer.keygen(folder.resolve("id"), "-t", "ed25519", "-N", "");
        server.authorize(Files.readString(folder.resolve("id.pub")));
    }

    @AfterEach
    void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
        if (mounted) {
            OpenSshServer.execute(List.of("umount", "-l", folder.resolve("tmp").toString()), "");
        }
    }

    @Test
    void theOutputOfACommandThatFillsTheDiskAndFreesItIsKept() throws Exception {
        RunResult result = run("cat /dev/zero >$TMPDIR/filler; seq 8001; rm $TMPDIR/filler");

        assertThat(result.exitStatus()).hasValue(0);
        assertThat(result.output()).startsWith("cat: ").endsWith(LINES);
        assertThat(result.truncated()).isFalse();
    }

    @Test
    void outputThatATargetCannotReserveRoomForIsSaidToBeLost() throws Exception {
        // The pipe holds the output until it is read; the disk is freed after a part could not be written.
        RunResult freed = runWithoutReserve("cat /dev/zero >$TMPDIR/filler; seq 8001;"
                + " while [ -e $TMPDIR/.instance-bus-*/runs/*/kept ]; do sleep 0.1; done; rm $TMPDIR/filler; exit 0");

        assertThat(freed.exitStatus()).hasValue(0);
        assertThat(freed.output()).isEmpty();
        assertThat(freed.truncated()).isTrue();
    }

    @Test
    void anExitStatusIsKnownOnADiskThatStaysFull() throws Exception {
        String runId = UUID.randomUUID().toString();
        String command = "cat /dev/zero >$TMPDIR/filler; seq 8001; exit 3";
        for (boolean again : new boolean[] {false, true}) {
            RunResult result = run(command, runId, Duration.ofSeconds(60));

            assertThat(result.adopted()).isEqualTo(again);
            assertThat(result.exitStatus()).hasValue(3);
            assertThat(result.output()).endsWith(LINES);
            assertThat(result.timedOut()).isFalse();
        }
    }

    @Test
    void aTimeOutIsToldOnAFullDisk() throws Exception {
        RunResult result = run(
                "cat /dev/zero >$TMPDIR/filler; sleep 300", UUID.randomUUID().toString(), Duration.ofSeconds(5));

        assertThat(result.timedOut()).isTrue();
    }

    @Test
    void onADiskThatIsFullNothingIsExecutedAndTheReasonSaid() throws Exception {
        Path executed = folder.resolve("executed");
        OpenSshServer.execute(
                List.of("sh", "-c", "cat /dev/zero 2>/dev/null >" + folder.resolve("tmp/filler") + " || :"), "");
        SshFailure failure = catchThrowableOfType(SshFailure.class, () -> run("echo x >" + executed));

        assertThat(failure.kind()).isEqualTo(FailureKind.TARGET_REFUSED);
        assertThat(failure).hasMessageContaining("No space left on device");
        assertThat(executed).doesNotExist();
    }

    private RunResult run(String command) throws SshFailure {
        return run(command, UUID.randomUUID().toString(), Duration.ofSeconds(60));
    }

    private RunResult run(String command, String runId, Duration timeout) throws SshFailure {
        try (SshRunner runner = new SshRunner()) {
            return runner.run(request(requireNonNull(server), command, runId, timeout));
        }
    }

    /** Runs on a machine without the tool that reserves disk space. */
    private RunResult runWithoutReserve(String command) throws Exception {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Files.createSymbolicLink(tools.resolve("fallocate"), Path.of("/bin/false"));
        try (OpenSshServer bare = OpenSshServer.start(
                        folder,
                        "ForceCommand PATH=" + tools + ":$PATH; export PATH; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
                SshRunner runner = new SshRunner()) {
            return runner.run(request(bare, command, UUID.randomUUID().toString(), Duration.ofSeconds(60)));
        }
    }

    private RunRequest request(OpenSshServer server, String command, String runId, Duration timeout) {
        return new RunRequest(
                TargetAddress.named("127.0.0.1"),
                server.port(),
                "root",
                new SshCredential.PrivateKey(key, null),
                command.getBytes(UTF_8),
                runId,
                timeout,
                65_536,
                Optional.empty(),
                false,
                RunMode.POSIX_SHELL);
    }
}
