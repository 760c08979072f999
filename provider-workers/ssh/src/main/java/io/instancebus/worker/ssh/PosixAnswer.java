package io.instancebus.worker.ssh;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code posix-run.sh} said. The nonce in front of it is random and the command has no access to the channel, so that
 * nothing else says it by chance.
 */
sealed interface PosixAnswer {
    /** Nothing that we understand, and not even that the command was begun. */
    record Nothing() implements PosixAnswer {}

    /** The shell reads its input, and was not told of the command yet. */
    record Ready() implements PosixAnswer {}

    /** The command was begun, and then nothing more. */
    record BegunOnly() implements PosixAnswer {}

    /** An earlier delivery began it and was ended without a result. */
    record Lost() implements PosixAnswer {}

    /** An earlier delivery still executes it. */
    record Busy() implements PosixAnswer {}

    /** Nobody has begun it. */
    record Absent() implements PosixAnswer {}

    /** The run id belongs to another command line. */
    record Taken() implements PosixAnswer {}

    /** Nothing was executed. */
    record Refused(String reason) implements PosixAnswer {}

    /**
     * The result.
     *
     * @param lost whether the target could not keep all output
     * @param size how many bytes of output follow
     */
    record Result(boolean adopted, int status, String signal, boolean timedOut, long seconds, boolean lost, int size)
            implements PosixAnswer {}

    /** How a result is written. A target can say anything: what does not fit is no answer. */
    Pattern RESULT =
            Pattern.compile("result (performed|adopted) (\\d{1,3}) (\\S{1,16}) ([01]) (-?\\d{1,10}) ([01]) (\\d{1,8})");

    /** What a line says, without the nonce in front and the line feed at its end; empty if it is not one of the script's. */
    static Optional<PosixAnswer> of(String line) {
        String[] words = line.split(" ", 2);
        return switch (words[0]) {
            case "ready" -> Optional.of(new Ready());
            case "begun" -> Optional.of(new BegunOnly());
            case "lost" -> Optional.of(new Lost());
            case "busy" -> Optional.of(new Busy());
            case "absent" -> Optional.of(new Absent());
            case "taken" -> Optional.of(new Taken());
            case "refused" -> Optional.of(new Refused(words.length > 1 ? words[1].strip() : ""));
            case "result" -> result(RESULT.matcher(line.strip()));
            default -> Optional.empty();
        };
    }

    private static Optional<PosixAnswer> result(Matcher words) {
        if (!words.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Result(
                words.group(1).equals("adopted"),
                Integer.parseInt(words.group(2)),
                words.group(3),
                words.group(4).equals("1"),
                Math.max(0, Long.parseLong(words.group(5))),
                words.group(6).equals("1"),
                Integer.parseInt(words.group(7))));
    }
}
