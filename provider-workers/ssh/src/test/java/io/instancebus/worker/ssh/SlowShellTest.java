package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.RunMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets whose login scripts hang, like those of pyenv and nvm while they wait for each other's lock. */
@Tag("slow")
@Tag("sshd")
class SlowShellTest {
    private static final int RUNS = 50;

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
    void fiftyRunsGetTheirOwnResultsFromShellsThatTakeTwentySeconds() throws Exception {
        try (OpenSshServer server = afterScript("sleep 20");
                SshRunner runner = runner(Duration.ofMinutes(4))) {
            List<Outcome> outcomes = atOnce(runner, server);

            assertThat(outcomes).allMatch(Outcome.Answered.class::isInstance);
            assertThat(executed()).isEqualTo(answered(outcomes)).hasSize(RUNS);
        }
    }

    @Test
    void whatIsSaidNotToBeExecutedIsNotExecutedWhenItsShellComesUpLater() throws Exception {
        Path held = Files.createFile(files.resolve("held"));
        try (OpenSshServer server = afterScript("while [ -e " + held + " ]; do sleep 1; done");
                SshRunner runner = runner(Duration.ofSeconds(15))) {
            List<Outcome> outcomes = atOnce(runner, server);
            Files.delete(held);
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> server.connections() == 0 && lines("ended") == lines("came"));

            assertThat(lines("came")).as("shells that started late").isPositive();
            assertThat(outcomes).allMatch(Outcome.NotExecuted.class::isInstance);
            assertThat(executed()).isEmpty();
        }
    }

    /** A server that executes this script at a login. It is a forced command, so that it works for any login shell. */
    private OpenSshServer afterScript(String script) throws Exception {
        Files.createFile(files.resolve("came"));
        Files.createFile(files.resolve("ended"));
        return OpenSshServer.start(
                folder,
                "ForceCommand echo x >>" + files.resolve("came") + "; " + script
                        + "; sh -c \"$SSH_ORIGINAL_COMMAND\"; status=$?; echo x >>" + files.resolve("ended")
                        + "; exit $status");
    }

    private static SshRunner runner(Duration shellTimeout) {
        return new SshRunner(new SshSettings(Duration.ofSeconds(20), shellTimeout, Duration.ofSeconds(60), 10, 8));
    }

    /** The outcome of one run. */
    private sealed interface Outcome {
        record Answered(int run) implements Outcome {}

        record NotExecuted(int run) implements Outcome {}
    }

    private List<Outcome> atOnce(SshRunner runner, OpenSshServer server) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Outcome>> runs = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                int run = i;
                runs.add(() -> outcome(runner, server, run));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> each : threads.invokeAll(runs)) {
                outcomes.add(each.get());
            }
            return outcomes;
        }
    }

    private Outcome outcome(SshRunner runner, OpenSshServer server, int run) {
        try {
            RunResult result = runner.run(request(
                    server,
                    files.getFileName() + "-" + run,
                    "echo x >>" + files.resolve("executed-" + run) + "; echo " + run));
            assertThat(result.output()).isEqualTo(run + "\n");
            return new Outcome.Answered(run);
        } catch (SshFailure failure) {
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(FailureKind.SHELL_TIMEOUT);
            assertThat(failure)
                    .hasMessageContaining("-" + run + " was not sent")
                    .hasMessageContaining("15000 ms");
            return new Outcome.NotExecuted(run);
        }
    }

    private static List<Integer> answered(List<Outcome> outcomes) {
        List<Integer> runs = new ArrayList<>();
        for (Outcome each : outcomes) {
            if (each instanceof Outcome.Answered(int run)) {
                runs.add(run);
            }
        }
        return runs;
    }

    /** The executed runs, each as often as it was executed. */
    private List<Integer> executed() throws IOException {
        List<Integer> runs = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            for (int times = lines("executed-" + run); times > 0; times--) {
                runs.add(run);
            }
        }
        return runs;
    }

    private int lines(String file) throws IOException {
        Path path = files.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path).size() : 0;
    }

    private static RunRequest request(OpenSshServer server, String runId, String command) {
        return new RunRequest(
                TargetAddress.named("127.0.0.1"),
                server.port(),
                "root",
                new SshCredential.PrivateKey(key, null),
                command.getBytes(UTF_8),
                runId,
                Duration.ofSeconds(60),
                65_536,
                Optional.empty(),
                false,
                RunMode.POSIX_SHELL);
    }
}
