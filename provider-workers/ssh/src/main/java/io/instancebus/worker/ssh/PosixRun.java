package io.instancebus.worker.ssh;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run through {@code posix-run.sh}: a run id is executed once, and its result is returned as often as it is
 * requested.
 */
record PosixRun(RunRequest request, Asking asking, Duration shellTimeout) {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Additional time after the script's own waits: a second for output, then a slow network. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    RunResult on(SshConnection connection) throws SshFailure {
        String nonce = "instance-bus-" + HexFormat.of().toHexDigits(RANDOM.nextLong());
        AnswerStream out = new AnswerStream(nonce, request.outputLimit() + 1);
        BoundedOutput err = new BoundedOutput(512);
        byte[] command = PosixScript.command(request);
        try (Exchange exchange = Exchange.begin(request.target(), connection.session(), command, out, err)) {
            awaitShell(exchange, nonce, out, err);
            long begun = System.nanoTime();
            Duration patience =
                    Duration.ofSeconds(PosixScript.waitSeconds(request, asking)).plus(MARGIN);
            Exchange.End end = exchange.finish(PosixScript.text(request, asking), patience);
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            return switch (out.answer()) {
                case PosixAnswer.Result result when out.complete() -> result(result, out.output(), connection, taken);
                case PosixAnswer.Refused(String reason) ->
                    throw refused("cannot take the run: " + OutputText.line(reason));
                case PosixAnswer.Taken() -> throw taken();
                case PosixAnswer.Lost() ->
                    throw unknown("an earlier delivery began the command and ended without a result");
                case PosixAnswer.Busy() -> throw unknown("an earlier delivery has not ended within its time");
                case PosixAnswer.Absent() -> throw notBegun();
                case PosixAnswer.Result incomplete -> throw broken(end, true);
                case PosixAnswer.BegunOnly() -> throw broken(end, true);
                case PosixAnswer.Ready() -> throw nothing(end, exchange, err);
                case PosixAnswer.Nothing() -> throw nothing(end, exchange, err);
            };
        }
    }

    /**
     * Waits for login scripts. The run is sent only after the shell reads, so that it cannot begin after the caller
     * gave up.
     */
    private void awaitShell(Exchange exchange, String nonce, AnswerStream out, BoundedOutput err) throws SshFailure {
        Optional<Exchange.End> ended = exchange.greet(PosixScript.greeting(nonce), out.ready(), shellTimeout);
        if (ended.isEmpty()) {
            return;
        }
        throw switch (ended.get()) {
            case DONE ->
                exchange.answered()
                        ? refused("does not execute a POSIX shell" + said(out, err))
                        : closedEarly("closed the channel of run ", said(out, err));
            case LOST -> closedEarly("broke off the connection of run ", said(out, err));
            case TIMED_OUT ->
                new SshFailure(
                        FailureKind.SHELL_TIMEOUT,
                        "Run " + request.runId() + " was not sent: the shell of " + request.target()
                                + " did not start within " + shellTimeout.toMillis()
                                + " ms; check its login scripts and its load" + said(out, err));
        };
    }

    private SshFailure closedEarly(String how, String said) {
        return new SshFailure(
                FailureKind.CHANNEL_REFUSED,
                request.target() + " " + how + request.runId() + " before its shell read the command" + said);
    }

    private RunResult result(PosixAnswer.Result result, byte[] output, SshConnection connection, Duration taken) {
        boolean cut = result.size() > request.outputLimit();
        int length = Math.min(output.length, request.outputLimit());
        return new RunResult(
                OptionalInt.of(result.status()),
                Optional.of(result.signal())
                        .filter(name -> name.matches("[A-Za-z0-9+-]{2,16}"))
                        .map(name -> name.toUpperCase(Locale.ROOT))
                        .map(name -> name.startsWith("SIG") ? name.substring(3) : name),
                OutputText.of(output, 0, length, cut || result.lost()),
                cut || result.lost(),
                result.timedOut(),
                connection.hostKey(),
                result.adopted() ? Duration.ofSeconds(result.seconds()) : taken,
                result.adopted());
    }

    /** The failure when the shell read the command and sent no message about it. */
    private SshFailure nothing(Exchange.End end, Exchange exchange, BoundedOutput err) {
        if (end != Exchange.End.DONE) {
            return broken(end, false);
        }
        // Some servers close a channel of a busy session without an error.
        if (!exchange.answered()) {
            return broken(Exchange.End.LOST, false);
        }
        String words = OutputText.line(err);
        return unknown("the target's shell read the command and ended without an answer"
                + (words.isEmpty() ? "" : ". It says: " + words));
    }

    private static String said(AnswerStream out, BoundedOutput err) {
        String said = (out.said() + " " + OutputText.line(err)).strip();
        return said.isEmpty() ? "" : ". It says: " + said;
    }

    private SshFailure broken(Exchange.End end, boolean begun) {
        return switch (end) {
            case DONE -> unknown("the command was begun and then killed, without a result");
            case TIMED_OUT ->
                unknown(
                        FailureKind.NO_ANSWER,
                        "no answer within the command's time, "
                                + (begun ? "though it was begun" : "and no message that it was begun"));
            case LOST ->
                new SshFailure(
                        FailureKind.CONNECTION_LOST,
                        "The connection to " + request.target() + " broke "
                                + (begun ? "while the command ran" : "when the command may have begun"));
        };
    }

    private SshFailure unknown(String why) {
        return unknown(FailureKind.OUTCOME_UNKNOWN, why);
    }

    private SshFailure unknown(FailureKind kind, String why) {
        return new SshFailure(
                kind, "The outcome of run " + request.runId() + " on " + request.target() + " is unknown: " + why);
    }

    private SshFailure notBegun() {
        return new SshFailure(
                FailureKind.NOT_BEGUN,
                "Run " + request.runId() + " was sent to " + request.target()
                        + " and had not begun when its time-out expired");
    }

    private SshFailure refused(String reason) {
        return new SshFailure(FailureKind.TARGET_REFUSED, request.target() + " " + reason);
    }

    private SshFailure taken() {
        return new SshFailure(
                FailureKind.RUN_ID_TAKEN,
                "The run id " + request.runId() + " was used on " + request.target() + " for another command line");
    }
}
