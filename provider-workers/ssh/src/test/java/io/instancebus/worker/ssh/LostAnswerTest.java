package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.accounts.RunMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels on which no answer comes although the connection works. */
@Tag("slow")
@Tag("sshd")
class LostAnswerTest {
    @TempDir
    static Path folder;

    private static byte[] key;

    @TempDir
    Path files;

    @BeforeAll
    static void makeKey() throws Exception {
        OpenSshServer.require();
        key = OpenSshServer.keygen(folder.resolve("id"), "-t", "ed25519", "-N", "");
        Files.copy(folder.resolve("id.pub"), folder.resolve("authorized_keys"));
    }

    @Test
    void theTargetIsAskedForTheAnswerAgain() throws Exception {
        Path counter = files.resolve("counter");
        try (OpenSshServer server =
                        onceInPlaceOfTheCommand("sh -c \"$SSH_ORIGINAL_COMMAND\" | head -n 1; exec sleep 300");
                SshRunner runner = new SshRunner()) {
            RunResult result = runner.run(request(server, "echo x >>" + counter + "; echo done; exit 3"));

            assertThat(result.exitStatus()).hasValue(3);
            assertThat(result.output()).isEqualTo("done\n");
            assertThat(result.adopted()).isTrue();
        }
        assertThat(Files.readAllLines(counter)).hasSize(1);
    }

    /**
     * Four logins are enough for 32 runs. The server allows eight sessions, because a busy one is slow to notice that
     * one has ended.
     */
    @Test
    void manyWhoAskAgainAtOnceShareTheirLogins() throws Exception {
        int runs = 32;
        try (OpenSshServer server = onceInPlaceOfTheCommand(
                        "sh -c \"$SSH_ORIGINAL_COMMAND\" | head -n 1; exec sleep 300", "MaxStartups 8");
                SshRunner runner = new SshRunner();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RunResult>> results = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                RunRequest request = request(server, "echo " + run);
                results.add(threads.submit(() -> runner.run(request)));
            }

            for (int run = 0; run < runs; run++) {
                assertThat(results.get(run).get().output()).isEqualTo(run + "\n");
            }
        }
    }

    /** A server that executes another command instead of the first run. */
    private OpenSshServer onceInPlaceOfTheCommand(String instead, String... configuration) throws Exception {
        String command = "ForceCommand if mkdir " + files + "/first-${SSH_ORIGINAL_COMMAND##*run-} 2>/dev/null; then "
                + instead + "; else exec sh -c \"$SSH_ORIGINAL_COMMAND\"; fi";
        return OpenSshServer.start(
                folder,
                Stream.concat(Stream.of(command), Stream.of(configuration)).toArray(String[]::new));
    }

    private static RunRequest request(OpenSshServer server, String command) {
        return new RunRequest(
                TargetAddress.named("127.0.0.1"),
                server.port(),
                "root",
                new SshCredential.PrivateKey(key, null),
                command.getBytes(UTF_8),
                UUID.randomUUID().toString(),
                Duration.ofSeconds(3),
                65_536,
                Optional.empty(),
                false,
                RunMode.POSIX_SHELL);
    }
}
