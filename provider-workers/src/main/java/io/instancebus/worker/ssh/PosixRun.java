package io.instancebus.worker.ssh;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** A run through {@code posix-run.sh}: the same run id is executed once, and answered as often as it is asked. */
record PosixRun(RunRequest request) {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** For what a login script prints before the answer. */
    private static final int NOISE = 64 * 1024;
    /** TERM, five seconds, KILL, a second for output; then a slow network. */
    private static final Duration MARGIN = Duration.ofSeconds(25);

    RunResult on(SshConnection connection) throws SshFailure {
        String nonce = "instance-bus-" + HexFormat.of().toHexDigits(RANDOM.nextLong());
        BoundedOutput out = new BoundedOutput(NOISE + request.outputLimit() + 1);
        BoundedOutput err = new BoundedOutput(512);
        long begun = System.nanoTime();
        byte[] command = PosixScript.command(request);
        try (Exchange exchange = Exchange.begin(request.target(), connection.session(), command, out, err)) {
            Duration patience =
                    Duration.ofSeconds(PosixScript.seconds(request.timeout())).plus(MARGIN);
            Exchange.End end = exchange.finish(PosixScript.text(request, nonce), patience);
            byte[] sent = out.bytes();
            PosixAnswer answer = PosixAnswer.parse(sent, nonce);
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            return switch (answer) {
                case PosixAnswer.Result result when result.complete() -> result(result, sent, connection, taken);
                case PosixAnswer.Refused(String reason) -> throw refused(reason);
                case PosixAnswer.Taken() -> throw taken();
                case PosixAnswer.Lost() ->
                    throw unknown("an earlier delivery began the command and was ended without a result");
                case PosixAnswer.Busy() -> throw unknown("an earlier delivery has not ended within its time");
                case PosixAnswer.Result incomplete -> throw broken(end, incomplete.offset() > 0);
                case PosixAnswer.BegunOnly() -> throw broken(end, true);
                // Some servers close a channel of a busy session and say nothing: then nobody knows what was executed.
                case PosixAnswer.Nothing()
                when end == Exchange.End.DONE && !exchange.answered() -> throw broken(Exchange.End.LOST, false);
                case PosixAnswer.Nothing() -> throw broken(end, false, err);
            };
        }
    }

    private RunResult result(PosixAnswer.Result result, byte[] sent, SshConnection connection, Duration taken) {
        boolean truncated = result.length() > request.outputLimit();
        int length = Math.min(result.length(), request.outputLimit());
        return new RunResult(
                OptionalInt.of(result.status()),
                Optional.of(result.signal())
                        .filter(name -> name.matches("[A-Za-z0-9+-]{2,16}"))
                        .map(name -> name.toUpperCase(Locale.ROOT))
                        .map(name -> name.startsWith("SIG") ? name.substring(3) : name),
                OutputText.of(sent, result.offset(), length, truncated),
                truncated,
                result.timedOut(),
                connection.hostKey(),
                result.adopted() ? Duration.ofSeconds(result.seconds()) : taken,
                result.adopted());
    }

    private SshFailure broken(Exchange.End end, boolean begun, BoundedOutput err) {
        if (end == Exchange.End.DONE && !begun) {
            String said = OutputText.of(err.bytes(), 0, err.bytes().length, err.truncated())
                    .strip()
                    .replaceAll("\\p{Cntrl}+", " ");
            return new SshFailure(
                    FailureKind.TARGET_REFUSED,
                    request.target() + " does not execute a POSIX shell" + (said.isEmpty() ? "" : ": " + said));
        }
        return broken(end, begun);
    }

    private SshFailure broken(Exchange.End end, boolean begun) {
        return switch (end) {
            case DONE -> unknown("the command was begun and ended from outside, without a result");
            case TIMED_OUT -> unknown("no answer within the command's time");
            case LOST ->
                new SshFailure(
                        FailureKind.CONNECTION_LOST,
                        "The connection to " + request.target() + " broke "
                                + (begun ? "while the command ran" : "when the command may have begun"));
        };
    }

    private SshFailure unknown(String why) {
        return new SshFailure(
                FailureKind.OUTCOME_UNKNOWN,
                "What came of run " + request.runId() + " on " + request.target() + " is not known: " + why);
    }

    private SshFailure refused(String reason) {
        return new SshFailure(FailureKind.TARGET_REFUSED, request.target() + " cannot take the run: " + reason);
    }

    private SshFailure taken() {
        return new SshFailure(
                FailureKind.RUN_ID_TAKEN,
                "The run id " + request.runId() + " was used on " + request.target() + " for another command line");
    }
}
