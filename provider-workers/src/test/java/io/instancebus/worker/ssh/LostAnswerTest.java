package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.accounts.RunMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels on which no answer comes, though the connection holds. */
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

    private OpenSshServer onceInPlaceOfTheCommand(String instead) throws Exception {
        return OpenSshServer.start(
                folder,
                "ForceCommand if mkdir " + files.resolve("first") + " 2>/dev/null; then " + instead
                        + "; else exec sh -c \"$SSH_ORIGINAL_COMMAND\"; fi");
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
