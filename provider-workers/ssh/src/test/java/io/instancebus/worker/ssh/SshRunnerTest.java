package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.RunMode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands at OpenSSH's server. */
@Tag("slow")
@Tag("sshd")
class SshRunnerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The time in which a command on a busy machine can print something before its time-out. */
    private static final Duration TO_BEGIN = Duration.ofSeconds(5);

    @TempDir
    static Path folder;

    private static OpenSshServer server;
    private static byte[] key;

    @TempDir
    Path files;

    private SshRunner runner;

    @BeforeAll
    static void startServer() throws Exception {
        OpenSshServer.require();
        server = OpenSshServer.start(folder);
        key = OpenSshServer.keygen(folder.resolve("id"), "-t", "ed25519", "-N", "");
        server.authorize(Files.readString(folder.resolve("id.pub")));
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void setUp() {
        runner = new SshRunner();
    }

    @AfterEach
    void tearDown() {
        runner.close();
    }

    @Test
    void reportsExitStatusAndBothOutputsInOrder() throws Exception {
        RunResult result =
                runner.run(request("echo one; echo two >&2; echo three; exit 3").build());

        assertThat(result.exitStatus()).hasValue(3);
        assertThat(result.signal()).isEmpty();
        assertThat(result.output()).isEqualTo("one\ntwo\nthree\n");
        assertThat(result.truncated()).isFalse();
        assertThat(result.timedOut()).isFalse();
        assertThat(result.adopted()).isFalse();
        assertThat(result.hostKey()).startsWith("SHA256:");
        assertThat(result.duration()).isPositive();
    }

    @Test
    void reportsTheSignalThatKilledTheCommand() throws Exception {
        assertThat(runner.run(request("kill -KILL $$").build()).signal()).hasValue("KILL");
        RunResult plain = runner.run(request("kill -TERM $$").plain().build());
        assertThat(plain.signal()).hasValue("TERM");
        assertThat(plain.exitStatus()).isEmpty();
    }

    @Test
    void givesTheCommandNoStandardInput() throws Exception {
        assertThat(runner.run(request("cat; echo end").build()).output()).isEqualTo("end\n");
        assertThat(runner.run(request("cat; echo end").plain().build()).output())
                .isEqualTo("end\n");
    }

    /** Otherwise the login scripts of this machine's user would slow down these tests. */
    @Test
    void theServerOfTheseTestsReadsNothingOfThisMachinesUser() throws Exception {
        assertThat(runner.run(request("echo \"$HOME\"").build()).output()).isEqualTo(folder.resolve("home") + "\n");
        assertThat(folder.resolve("home")).isEmptyDirectory();
    }

    @Test
    void keepsTheCommandLineOutOfTheListOfProcesses() throws Exception {
        // Only the relevant processes: a busy machine's list exceeds the limit of the output.
        RunResult result =
                runner.run(request(": s3same; ps axww | grep -e 's3[s]ame' -e 'sh -[s]'; cat /proc/$$/cmdline; env")
                        .build());

        assertThat(result.output()).contains("run-").contains("sh -s").doesNotContain("s3same");
    }

    @Test
    void cutsTwoHundredMegabytesAndTheSessionIsStillGood() throws Exception {
        RunResult result = runner.run(request("head -c 200000000 /dev/zero | tr '\\0' x; exit 5")
                .limit(1000)
                .build());

        assertThat(result.output()).isEqualTo("x".repeat(1000));
        assertThat(result.truncated()).isTrue();
        assertThat(result.exitStatus()).hasValue(5);
        assertThat(runner.run(request("echo next").build()).output()).isEqualTo("next\n");
        assertThat(runner.sessions()).isEqualTo(1);
    }

    @Test
    void cutsTwoHundredMegabytesOfAPlainCommandToo() throws Exception {
        RunResult result = runner.run(request("head -c 200000000 /dev/zero | tr '\\0' x; exit 5")
                .plain()
                .limit(1000)
                .build());

        assertThat(result.output()).hasSize(1000);
        assertThat(result.truncated()).isTrue();
        assertThat(result.exitStatus()).hasValue(5);
        assertThat(runner.run(request("echo next").plain().build()).output()).isEqualTo("next\n");
    }

    @Test
    void doesNotCutACharacterInTwo() throws Exception {
        assertThat(runner.run(request("printf 'aéé'").limit(4).build()).output())
                .isEqualTo("aé");
        assertThat(runner.run(request("printf 'aéé'").limit(5).build()).output())
                .isEqualTo("aéé");
    }

    @Test
    void endsTheRemoteProcessAndItsChildrenWhenTheTimeIsOver() throws Exception {
        Path pids = files.resolve("pids");
        RunResult result =
                runner.run(request("(sleep 300; :) & echo $$ $! >" + pids + "; echo begun; sleep 300; echo never")
                        .timeout(TO_BEGIN)
                        .build());

        assertThat(result.timedOut()).isTrue();
        assertThat(result.output()).isEqualTo("begun\n");
        for (String pid : Files.readString(pids).strip().split(" ")) {
            await().atMost(PATIENCE)
                    .until(() -> ProcessHandle.of(Long.parseLong(pid))
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
        }
        assertThat(runner.run(request("echo next").build()).output()).isEqualTo("next\n");
    }

    @Test
    void aPlainCommandThatTakesTooLongGivesBackWhatItSaid() throws Exception {
        Path pid = files.resolve("pid");
        RunResult result = runner.run(request("echo $$ >" + pid + "; echo begun; exec sleep 300")
                .plain()
                .timeout(TO_BEGIN)
                .build());
        end(pid);

        assertThat(result.timedOut()).isTrue();
        assertThat(result.output()).isEqualTo("begun\n");
        assertThat(result.exitStatus()).isEmpty();
    }

    @Test
    void executesARunIdOnceAndGivesTheSameResultAgain() throws Exception {
        Path counter = files.resolve("counter");
        Request run = request("echo x >>" + counter + "; echo done; exit 4");

        RunResult first = runner.run(run.build());
        RunResult second = runner.run(run.redelivered().build());
        try (SshRunner another = new SshRunner()) {
            assertThat(another.run(run.redelivered().build()).output()).isEqualTo("done\n");
        }

        assertThat(first.adopted()).isFalse();
        assertThat(second.adopted()).isTrue();
        assertThat(second.exitStatus()).hasValue(4);
        assertThat(second.output()).isEqualTo(first.output()).isEqualTo("done\n");
        assertThat(Files.readAllLines(counter)).hasSize(1);
    }

    @Test
    void executesARunIdOnceWhenManyAskAtOnce() throws Exception {
        Path counter = files.resolve("counter");
        Request run = request("echo x >>" + counter + "; sleep 1; echo done");

        List<RunResult> results = atOnce(10, i -> run);

        assertThat(results).allSatisfy(result -> assertThat(result.output()).isEqualTo("done\n"));
        assertThat(results).filteredOn(result -> !result.adopted()).hasSize(1);
        assertThat(Files.readAllLines(counter)).hasSize(1);
    }

    @Test
    void adoptsTheRunByItselfWhenTheConnectionIsCutInTheMiddle() throws Exception {
        Path counter = files.resolve("counter");
        Request run = request(
                "echo x >>" + counter + "; while [ ! -e " + files.resolve("go") + " ]; do sleep 0.1; done; echo done");
        Future<RunResult> result = start(run);
        await().atMost(PATIENCE).until(() -> Files.exists(counter));

        server.cutConnections();
        Files.createFile(files.resolve("go"));

        assertThat(result.get().output()).isEqualTo("done\n");
        assertThat(result.get().adopted()).isTrue();
        assertThat(Files.readAllLines(counter)).hasSize(1);
    }

    @Test
    void aWorkerThatTakesOverAfterACutGetsTheRunningOnesResult() throws Exception {
        Path counter = files.resolve("counter");
        Request run = request(
                "echo x >>" + counter + "; while [ ! -e " + files.resolve("go") + " ]; do sleep 0.1; done; echo done");
        Future<RunResult> lost = start(run);
        await().atMost(PATIENCE).until(() -> Files.exists(counter));
        runner.close();
        assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
                .isThrownBy(lost::get)
                .havingCause()
                .isInstanceOfSatisfying(
                        SshFailure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION_LOST));

        try (SshRunner another = new SshRunner()) {
            Files.createFile(files.resolve("go"));
            assertThat(another.run(run.redelivered().build()).output()).isEqualTo("done\n");
        }

        assertThat(Files.readAllLines(counter)).hasSize(1);
    }

    @Test
    void aPlainCommandIsNeverRepeated() throws Exception {
        Path counter = files.resolve("counter");
        Request run = request("echo $$ >>" + counter + "; exec sleep 300").plain();
        Future<RunResult> cut = start(run);
        await().atMost(PATIENCE).until(() -> Files.exists(counter) && Files.size(counter) > 0);
        server.cutConnections();

        assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
                .isThrownBy(cut::get)
                .havingCause()
                .isInstanceOfSatisfying(
                        SshFailure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION_LOST));
        assertThat(failure(run.redelivered().build())).isEqualTo(FailureKind.OUTCOME_UNKNOWN);
        assertThat(Files.readAllLines(counter)).hasSize(1);
        end(counter);
    }

    @Test
    void saysThatTheOutcomeIsUnknownWhenTheRunWasKilledFromOutside() throws Exception {
        Path begun = files.resolve("begun");
        Path owner = files.resolve("owner");
        Request run = request("echo $PPID >" + owner + "; echo $$ >" + begun + "; exec sleep 300");
        Future<RunResult> killed = start(run);
        await().atMost(PATIENCE).until(() -> Files.exists(begun) && Files.size(begun) > 0);
        end(owner);
        end(begun);

        assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
                .isThrownBy(killed::get)
                .havingCause()
                .isInstanceOfSatisfying(
                        SshFailure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.OUTCOME_UNKNOWN));
        assertThat(failure(run.redelivered().build())).isEqualTo(FailureKind.OUTCOME_UNKNOWN);
    }

    @Test
    void refusesARunIdThatWasUsedForAnotherCommandLine() throws Exception {
        Request run = request("echo one");
        runner.run(run.build());

        assertThat(failure(run.command("echo two").build())).isEqualTo(FailureKind.RUN_ID_TAKEN);
    }

    @Test
    void runsFiftyAtOnceOnAFewSessions() throws Exception {
        List<RunResult> results = atOnce(50, i -> request("sleep 1; echo " + i));

        for (int i = 0; i < 50; i++) {
            assertThat(results.get(i).output()).isEqualTo(i + "\n");
        }
        assertThat(runner.sessions()).isBetween(1, 7);
    }

    @Test
    void findsItsWayWhereTheServerAllowsOneRunPerConnection() throws Exception {
        try (OpenSshServer strict = OpenSshServer.start(folder, "MaxSessions 1")) {
            List<RunResult> results =
                    atOnce(6, i -> request("sleep 1; echo " + i).port(strict.port()));

            assertThat(results).hasSize(6);
        }
    }

    @Test
    void makesANewSessionWhenTheIdleOneWasCut() throws Exception {
        runner.run(request("true").build());
        server.cutConnections();

        assertThat(runner.run(request("echo again").build()).output()).isEqualTo("again\n");
    }

    @Test
    void closesSessionsThatNobodyUses() throws Exception {
        try (SshRunner brief = new SshRunner(
                new SshSettings(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofMillis(200), 10, 8))) {
            brief.run(request("true").build());
            await().atMost(PATIENCE).until(() -> brief.sessions() == 0);
        }
        await().atMost(PATIENCE).until(() -> server.connections() == 0);
    }

    @Test
    void trustsTheFirstHostKeyAndRefusesAnother() throws Exception {
        Path other = Files.createDirectory(files.resolve("other"));
        String known = runner.run(request("true").build()).hostKey();
        assertThat(runner.run(request("echo same").hostKey(known).build()).hostKey())
                .isEqualTo(known);

        try (OpenSshServer impostor = OpenSshServer.start(other)) {
            Request changed = request("true").port(impostor.port()).hostKey(known);
            SshFailure failure = assertThatExceptionOfType(SshFailure.class)
                    .isThrownBy(() -> runner.run(changed.build()))
                    .actual();
            assertThat(failure.kind()).isEqualTo(FailureKind.HOST_KEY_CHANGED);
            assertThat(failure).hasMessageContaining(known).hasMessageMatching("(?s).*SHA256:.*SHA256:.*");
            assertThat(Files.readString(other.resolve("sshd-" + impostor.port() + ".log")))
                    .doesNotContain("Failed publickey")
                    .doesNotContain("Connection closed by authenticating user");
        }
        assertThat(failure(request("true").hostKey("SHA256:other").build())).isEqualTo(FailureKind.HOST_KEY_CHANGED);
    }

    @Test
    void givesUpOnASilentServerInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                SshRunner impatient = new SshRunner(new SshSettings(
                        Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60), 10, 8))) {
            long begun = System.nanoTime();

            assertThatExceptionOfType(SshFailure.class)
                    .isThrownBy(() -> impatient.run(
                            request("true").port(silent.getLocalPort()).build()))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT_TIMEOUT))
                    .withMessageContaining("1000 ms");

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
            assertThat(impatient.sessions()).isZero();
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThatExceptionOfType(SshFailure.class)
                .isThrownBy(() -> runner.run(request("true").port(port).build()))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT_FAILED))
                .withMessageContaining("refuses connections");
    }

    @Test
    void saysThatAPeerDoesNotSpeakSsh() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> {
                try (var socket = web.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                } catch (java.io.IOException failed) {
                    throw new java.io.UncheckedIOException(failed);
                }
            });

            assertThat(failure(request("true").port(web.getLocalPort()).build()))
                    .isIn(FailureKind.CONNECT_FAILED, FailureKind.PROTOCOL);
            answering.join();
        }
    }

    @Test
    void saysThatATargetHasNoPosixShell() throws Exception {
        try (OpenSshServer restricted = OpenSshServer.start(folder, "ForceCommand echo no shell for you >&2; exit 1")) {
            assertThatExceptionOfType(SshFailure.class)
                    .isThrownBy(() ->
                            runner.run(request("true").port(restricted.port()).build()))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TARGET_REFUSED))
                    .withMessageContaining("no shell for you");
        }
    }

    @Test
    void runsNothingAfterItWasClosed() {
        runner.close();

        assertThat(failure(request("true").build())).isEqualTo(FailureKind.CLOSED);
    }

    /** Ends the process whose id is in the file. */
    private static void end(Path pid) throws java.io.IOException {
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .orElseThrow()
                .destroyForcibly();
    }

    private FailureKind failure(RunRequest request) {
        SshFailure failure = assertThatExceptionOfType(SshFailure.class)
                .isThrownBy(() -> runner.run(request))
                .actual();
        return failure.kind();
    }

    private Future<RunResult> start(Request request) {
        CompletableFuture<RunResult> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(runner.run(request.build()));
            } catch (SshFailure | RuntimeException failed) {
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    private List<RunResult> atOnce(int count, java.util.function.IntFunction<Request> requests) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RunResult>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RunRequest request = requests.apply(i).build();
                running.add(threads.submit(() -> runner.run(request)));
            }
            List<RunResult> results = new ArrayList<>();
            for (Future<RunResult> each : running) {
                results.add(each.get());
            }
            return results;
        }
    }

    private static Request request(String command) {
        return new Request(
                command,
                server.port(),
                UUID.randomUUID().toString(),
                Duration.ofSeconds(60),
                65_536,
                Optional.empty(),
                false,
                RunMode.POSIX_SHELL);
    }

    /** A request with defaults for everything that a test does not set. */
    private record Request(
            String command,
            int port,
            String runId,
            Duration timeout,
            int limit,
            Optional<String> hostKey,
            boolean isRedelivered,
            RunMode mode) {
        RunRequest build() {
            return new RunRequest(
                    TargetAddress.named("127.0.0.1"),
                    port,
                    "root",
                    new SshCredential.PrivateKey(key, null),
                    command.getBytes(UTF_8),
                    runId,
                    timeout,
                    limit,
                    hostKey,
                    isRedelivered,
                    mode);
        }

        Request command(String other) {
            return new Request(other, port, runId, timeout, limit, hostKey, isRedelivered, mode);
        }

        Request port(int other) {
            return new Request(command, other, runId, timeout, limit, hostKey, isRedelivered, mode);
        }

        Request timeout(Duration other) {
            return new Request(command, port, runId, other, limit, hostKey, isRedelivered, mode);
        }

        Request limit(int other) {
            return new Request(command, port, runId, timeout, other, hostKey, isRedelivered, mode);
        }

        Request hostKey(String other) {
            return new Request(command, port, runId, timeout, limit, Optional.of(other), isRedelivered, mode);
        }

        Request redelivered() {
            return new Request(command, port, runId, timeout, limit, hostKey, true, mode);
        }

        Request plain() {
            return new Request(command, port, runId, timeout, limit, hostKey, isRedelivered, RunMode.PLAIN_EXEC);
        }
    }
}
