package io.instancebus.benchmarks.measure;

import io.instancebus.accounts.RunMode;
import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.SshServer;
import io.instancebus.worker.ssh.RunRequest;
import io.instancebus.worker.ssh.SshCredential;
import io.instancebus.worker.ssh.SshFailure;
import io.instancebus.worker.ssh.SshRunner;
import io.instancebus.worker.ssh.TargetAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures fifty concurrent commands on a machine with an SSH server. */
public final class SshRunsAtOnce implements Measure {
    private static final String COMMAND = "echo hello from $(hostname)";

    @Override
    public String name() {
        return "ssh";
    }

    @Override
    public String title() {
        return "Run commands over SSH";
    }

    @Override
    public int seconds() {
        return 30;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Optional<String> missing = SshServer.missing();
        if (missing.isPresent()) {
            throw new IllegalStateException("not measured: " + missing.get());
        }
        Stopwatch all = new Stopwatch();
        int count = bench.size(50, 4);
        Runs runs = new Runs();
        try (SshServer server = SshServer.start(bench.folder("ssh"))) {
            once(server, count, RunMode.POSIX_SHELL);
            client(server, count);
            for (int run = 0; run < bench.runs(); run++) {
                runs.add("client", client(server, count));
                runs.add("posix", once(server, count, RunMode.POSIX_SHELL));
                runs.add("plain", once(server, count, RunMode.PLAIN_EXEC));
            }
        }
        bench.say(
                "%d runs: %.2f s with the record on the target, %.2f s plain, %.2f s with OpenSSH's client",
                count,
                runs.series("posix").median(),
                runs.series("plain").median(),
                runs.series("client").median());
        return bench.result(
                this,
                all.from(),
                count + " commands (`" + COMMAND
                        + "`) at once on one OpenSSH server of this machine, by a new SshRunner"
                        + " without sessions, from the first to the last result; beside it as many processes of OpenSSH's"
                        + " client at once. With the record on the target a run is executed at most once however often it"
                        + " is delivered; OpenSSH's client keeps none.",
                List.of(
                        Row.beside(
                                count + " runs at once over SSH, each at most once",
                                "s",
                                runs.series("posix"),
                                "OpenSSH's client",
                                runs.series("client"),
                                Aim.ratioAtMost(1)),
                        Row.beside(
                                count + " runs at once over SSH, plain",
                                "s",
                                runs.series("plain"),
                                "OpenSSH's client",
                                runs.series("client"),
                                Aim.ratioAtMost(1))),
                List.of(),
                List.of());
    }

    private static double once(SshServer server, int count, RunMode mode) throws Exception {
        byte[] key = server.clientKey();
        try (SshRunner runner = new SshRunner()) {
            return together(count, () -> {
                String output = runner.run(request(server, key, mode)).output();
                return output.startsWith("hello from ");
            });
        }
    }

    private static RunRequest request(SshServer server, byte[] key, RunMode mode) throws SshFailure {
        return new RunRequest(
                TargetAddress.named("127.0.0.1"),
                server.port(),
                "root",
                new SshCredential.PrivateKey(key, null),
                COMMAND.getBytes(StandardCharsets.UTF_8),
                UUID.randomUUID().toString(),
                Duration.ofSeconds(60),
                65_536,
                Optional.empty(),
                false,
                mode);
    }

    private static double client(SshServer server, int count) throws Exception {
        return together(count, () -> {
            Process ssh = new ProcessBuilder(server.client(COMMAND))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (ssh.waitFor() != 0) {
                throw new IOException("ssh: " + output);
            }
            return output.startsWith("hello from ");
        });
    }

    private static double together(int count, Callable<Boolean> run) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Stopwatch time = new Stopwatch();
            List<Future<Boolean>> results = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                results.add(threads.submit(run));
            }
            for (Future<Boolean> result : results) {
                if (!result.get()) {
                    throw new IllegalStateException("a command printed something else");
                }
            }
            return time.seconds();
        }
    }
}
