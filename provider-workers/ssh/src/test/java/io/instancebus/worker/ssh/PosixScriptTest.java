package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.RunMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The run script in this machine's own shell, without SSH. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class PosixScriptTest {
    private static final String NONCE = "instance-bus-1";
    /** A number that identifies the process that keeps the output among the processes of this machine. */
    private static final int LIMIT = 50_000 + (int) (ProcessHandle.current().pid() % 10_000);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Seconds in which a command on a busy machine can print something before its time-out. */
    private static final int TO_BEGIN = 4;

    private static final List<String> TOOLS =
            List.of("sh", "cat", "id", "ls", "mkdir", "mkfifo", "mv", "rm", "dd", "date", "wc", "sleep", "find");

    @TempDir
    Path folder;

    @Test
    void keepsStatusAndOutputOfACommandWithQuotesLinesAndUnicode() throws Exception {
        PosixAnswer.Result result =
                result(start("echo 'it''s' \"Łódź\"\necho 2 >&2; printf '%s' \"\\$x\"; exit 3", 10));

        assertThat(result.status()).isEqualTo(3);
        assertThat(output()).isEqualTo("its Łódź\n2\n$x");
        assertThat(result.adopted()).isFalse();
    }

    @Test
    void endsAProcessGroupWithTheToolsAtHandOnly() throws Exception {
        for (String extra : List.of("setsid", "timeout", "bash")) {
            Path tools = tools(extra);
            Path alive = folder.resolve("alive-" + extra);
            String shell = extra.equals("bash") ? "bash" : "sh";
            ProcessBuilder builder = builder(shell);
            builder.environment().put("PATH", tools.toString());

            PosixAnswer.Result result = result(start(
                    builder,
                    "run-" + extra,
                    "(sleep 300; echo) & echo $! >" + alive + "; echo before; wait; echo after",
                    TO_BEGIN));

            assertThat(result.timedOut()).as(extra).isTrue();
            assertThat(output()).as(extra).isEqualTo("before\n");
            long child = Long.parseLong(Files.readString(alive).strip());
            await().atMost(PATIENCE)
                    .until(() -> ProcessHandle.of(child)
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
        }
    }

    @Test
    void killsWhatDoesNotHeedTheFirstSignal() throws Exception {
        PosixAnswer.Result result = result(start("trap '' TERM; while :; do sleep 1; done", TO_BEGIN));

        assertThat(result.timedOut()).isTrue();
        assertThat(result.signal()).isEqualTo("KILL");
        assertThat(result.seconds()).isGreaterThanOrEqualTo(TO_BEGIN + 4);
    }

    @Test
    void doesNotWaitForADaemonThatTheCommandLeftBehind() throws Exception {
        assertThat(result(start("sleep 300 & echo $!", 60)).lost()).isFalse();

        ProcessHandle daemon =
                ProcessHandle.of(Long.parseLong(output().strip())).orElseThrow();
        assertThat(daemon.isAlive()).as("still running").isTrue();
        daemon.destroyForcibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo $$ >%s; kill -9 $PPID; sleep 20", "echo $$ >%s; sleep 20"})
    void saysThatTheResultIsLostWhenItsOwnerWasKilled(String command) throws Exception {
        Path begun = folder.resolve("begun");
        Process first = start(command.formatted(begun), 30);
        await().atMost(PATIENCE).until(() -> Files.exists(begun) && Files.size(begun) > 0);
        first.destroyForcibly().waitFor();

        assertThat(answer(start(command.formatted(begun), 30))).isInstanceOf(PosixAnswer.Lost.class);
        ProcessHandle.of(Long.parseLong(Files.readString(begun).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void waitsForAnOwnerThatWritesItsNameWhileItIsLookedFor() throws Exception {
        Path looked = folder.resolve("looked");
        Path slow = tools("setsid");
        replace(
                slow.resolve("mv"),
                "while [ ! -e " + looked + " ]; do sleep 0.1; done; exec " + which("mv") + " \"$@\"");
        Path early = tools("timeout");
        replace(early.resolve("cat"), """
                case $1 in */owner)
                  [ -e %1$s ] || { %2$s "$1"; : >%1$s; while [ ! -e "$1" ]; do sleep 0.1; done; exit 1; } ;;
                esac
                exec %2$s "$@\"""".formatted(looked, which("cat")));

        Process owner = start(with(slow), "r1", "sleep 3; echo done", 60);
        await().atMost(PATIENCE)
                .until(() -> Files.exists(
                        folder.resolve(".instance-bus-" + Files.getAttribute(folder, "unix:uid") + "/runs/run-r1")));
        PosixAnswer.Result adopted = result(start(with(early), "r1", "sleep 3; echo done", 60));

        assertThat(adopted.adopted()).isTrue();
        assertThat(output()).isEqualTo("done\n");
        assertThat(result(owner).adopted()).isFalse();
    }

    @Test
    void doesNotTakeAnotherProcessWithTheSameNumberForTheOwner() throws Exception {
        assertThat(result(start("true", 10)).status()).isZero();
        Path run = runFolder().resolve("run-r1");
        Files.delete(run.resolve("status"));
        String self = Long.toString(ProcessHandle.current().pid());
        Files.writeString(run.resolve("owner"), self + " another-boot 1\n");

        assertThat(answer(start("true", 10))).isInstanceOf(PosixAnswer.Lost.class);
    }

    @Test
    void aCommandWhoseCallerHasGoneIsExecutedAndItsResultKept() throws Exception {
        Path counter = folder.resolve("counter");
        String command = "echo x >>" + counter + "; echo done; exit 3";
        Process abandoned = builder("sh").start();
        abandoned.getOutputStream().write(PosixScript.greeting(NONCE));
        abandoned.getOutputStream().flush();
        assertThat(abandoned.inputReader().readLine()).isEqualTo(NONCE + " ready");
        abandoned.getInputStream().close();
        sendText(abandoned, "r1", command, 60, Asking.TO_EXECUTE);
        assertThat(abandoned.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(result(start(command, 60))).satisfies(result -> {
            assertThat(result.status()).isEqualTo(3);
            assertThat(result.adopted()).isTrue();
        });
        assertThat(output()).isEqualTo("done\n");
        assertThat(Files.readAllLines(counter)).hasSize(1);
    }

    @Test
    void nothingIsExecutedWhereTheCallerHasGoneBeforeTheShellReads() throws Exception {
        Path counter = folder.resolve("counter");
        Process abandoned = builder("sh").start();
        try (var in = abandoned.getOutputStream()) {
            in.write(PosixScript.greeting(NONCE));
        }
        assertThat(abandoned.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(answer(start(builder("sh"), "r1", "echo x >>" + counter, 60, Asking.FOR_THE_ANSWER)))
                .isInstanceOf(PosixAnswer.Absent.class);
        assertThat(counter).doesNotExist();
    }

    @Test
    void whoAsksForAnAnswerOnlyBeginsNothing() throws Exception {
        Path counter = folder.resolve("counter");
        String command = "echo x >>" + counter + "; echo done";

        assertThat(answer(start(builder("sh"), "r1", command, 60, Asking.FOR_THE_ANSWER)))
                .isInstanceOf(PosixAnswer.Absent.class);
        assertThat(counter).doesNotExist();

        assertThat(result(start(command, 60)).adopted()).isFalse();
        assertThat(answer(start(builder("sh"), "r1", command, 60, Asking.FOR_THE_ANSWER)))
                .isInstanceOf(PosixAnswer.Result.class);
        assertThat(Files.readAllLines(counter)).hasSize(1);
    }

    @Test
    void saysThatOutputIsLostWhereWhoKeptItWasKilled() throws Exception {
        String keptFirst =
                "until [ $(cat $TMPDIR/.instance-bus-*/runs/run-r1/output | wc -c) -eq 4 ]; do sleep 0.1; done; ";
        String killKeeper = keptFirst + "kill -9 $(ps -eo pid=,args= | awk '$2 == \"dd\" && $4 == \"count="
                + (LIMIT + 1) + "\" {print $1}')";
        PosixAnswer.Result result = result(start("echo one; " + killKeeper + "; echo two; exit 3", 60));

        assertThat(result.lost()).isTrue();
        assertThat(result.status()).isEqualTo(3);
        assertThat(output()).isEqualTo("one\n");
    }

    @Test
    void refusesAFolderThatOthersCanOpen() throws Exception {
        assertThat(result(start("true", 10)).status()).isZero();
        Path base = runFolder().getParent();
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(answer(start(builder("sh"), "run-2", "true", 10)))
                .isInstanceOfSatisfying(
                        PosixAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).contains("not closed to other users"));
    }

    @Test
    void takesAwayRunsOlderThanADay() throws Exception {
        assertThat(result(start(builder("sh"), "old", "true", 10)).status()).isZero();
        Path old = runFolder().resolve("run-old");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(49))));

        assertThat(result(start(builder("sh"), "new", "true", 10)).status()).isZero();

        await().atMost(PATIENCE).until(() -> !Files.exists(old));
        assertThat(runFolder().resolve("run-new")).exists();
    }

    @Test
    void runIdsOfDotsStayWithinTheFolder() throws Exception {
        assertThat(result(start(builder("sh"), "..", "echo dots", 10)).status()).isZero();

        assertThat(runFolder().resolve("run-..").resolve("output")).hasContent("dots\n");
    }

    private Path runFolder() throws IOException {
        try (var children = Files.list(folder)) {
            return children.filter(path -> path.getFileName().toString().startsWith(".instance-bus-"))
                    .findFirst()
                    .orElseThrow()
                    .resolve("runs");
        }
    }

    /** A folder with the tools that the script needs and one more, as the whole PATH. */
    private Path tools(String extra) throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin-" + extra));
        List<String> names = new ArrayList<>(TOOLS);
        names.add(extra);
        for (String tool : names) {
            String text = "#!/bin/sh\nexec " + which(tool) + " \"$@\"\n";
            Path script = Files.writeString(bin.resolve(tool), text);
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return bin;
    }

    private static void replace(Path tool, String text) throws IOException {
        Files.writeString(tool, "#!/bin/sh\n" + text + "\n");
    }

    private ProcessBuilder with(Path tools) {
        ProcessBuilder builder = builder("sh");
        builder.environment().put("PATH", tools.toString());
        return builder;
    }

    private static Path which(String tool) {
        for (String each : List.of("/usr/bin", "/bin")) {
            Path path = Path.of(each, tool);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        throw new IllegalStateException("No " + tool);
    }

    private ProcessBuilder builder(String shell) {
        ProcessBuilder builder = new ProcessBuilder(which(shell).toString(), "-s");
        builder.environment().putAll(Map.of("TMPDIR", folder.toString()));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private Process start(String commandLine, int seconds) throws IOException {
        return start(builder("sh"), "r1", commandLine, seconds);
    }

    private static Process start(ProcessBuilder builder, String runId, String commandLine, int seconds)
            throws IOException {
        return start(builder, runId, commandLine, seconds, Asking.TO_EXECUTE);
    }

    private static Process start(ProcessBuilder builder, String runId, String commandLine, int seconds, Asking asking)
            throws IOException {
        Process process = builder.start();
        send(process, runId, commandLine, seconds, asking);
        return process;
    }

    private static void send(Process process, String runId, String commandLine, int seconds, Asking asking)
            throws IOException {
        process.getOutputStream().write(PosixScript.greeting(NONCE));
        sendText(process, runId, commandLine, seconds, asking);
    }

    private static void sendText(Process process, String runId, String commandLine, int seconds, Asking asking)
            throws IOException {
        RunRequest request = new RunRequest(
                TargetAddress.named("localhost"),
                22,
                "root",
                new SshCredential.Password(new char[0]),
                commandLine.getBytes(UTF_8),
                runId,
                Duration.ofSeconds(seconds),
                LIMIT,
                Optional.empty(),
                false,
                RunMode.POSIX_SHELL);
        try (var in = process.getOutputStream()) {
            in.write(PosixScript.text(request, asking));
        }
    }

    private byte[] output = new byte[0];

    private PosixAnswer answer(Process process) throws Exception {
        AnswerStream stream = new AnswerStream(NONCE, LIMIT);
        stream.write(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        output = stream.output();
        return stream.answer();
    }

    private PosixAnswer.Result result(Process process) throws Exception {
        PosixAnswer answer = answer(process);
        assertThat(answer).isInstanceOf(PosixAnswer.Result.class);
        return (PosixAnswer.Result) answer;
    }

    private String output() {
        return new String(output, UTF_8);
    }
}
