package io.instancebus.worker.ssh;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** A run on a target without a POSIX shell: it sends the command line unchanged and returns the output. */
record PlainRun(RunRequest request) {

    RunResult on(SshConnection connection) throws SshFailure {
        BoundedOutput out = new BoundedOutput(request.outputLimit());
        long begun = System.nanoTime();
        try (Exchange exchange =
                Exchange.begin(request.target(), connection.session(), request.commandLine(), out, out)) {
            Exchange.End end = exchange.finish(new byte[0], request.timeout());
            if (end == Exchange.End.LOST) {
                throw new SshFailure(
                        FailureKind.CONNECTION_LOST,
                        "The connection to " + request.target() + " broke while the command ran");
            }
            Integer status = exchange.channel().getExitStatus();
            byte[] kept = out.bytes();
            boolean truncated = out.truncated();
            return new RunResult(
                    status == null ? OptionalInt.empty() : OptionalInt.of(status),
                    Optional.ofNullable(exchange.channel().getExitSignal()).map(name -> name.toUpperCase(Locale.ROOT)),
                    OutputText.of(kept, 0, kept.length, truncated),
                    truncated,
                    end == Exchange.End.TIMED_OUT,
                    connection.hostKey(),
                    Duration.ofNanos(System.nanoTime() - begun),
                    false);
        }
    }
}
