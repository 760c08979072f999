package io.instancebus.worker.ssh;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message of {@code posix-run.sh}. A random nonce precedes it, and the command has no access to the channel, so no
 * other output looks like a message by chance.
 */
sealed interface PosixAnswer {
    /** No known message, not even that the command was begun. */
    record Nothing() implements PosixAnswer {}

    /** The shell reads its input and has not received the command yet. */
    record Ready() implements PosixAnswer {}

    /** The command was begun; no further message came. */
    record BegunOnly() implements PosixAnswer {}

    /** An earlier delivery began the command and ended without a result. */
    record Lost() implements PosixAnswer {}

    /** An earlier delivery is still executing the command. */
    record Busy() implements PosixAnswer {}

    /** No delivery has begun the command. */
    record Absent() implements PosixAnswer {}

    /** The run id belongs to another command line. */
    record Taken() implements PosixAnswer {}

    /** The target refused the run; nothing was executed. */
    record Refused(String reason) implements PosixAnswer {}

    /**
     * The result of the command.
     *
     * @param lost whether the target could not store all output
     * @param size the number of bytes of output that follow
     */
    record Result(boolean adopted, int status, String signal, boolean timedOut, long seconds, boolean lost, int size)
            implements PosixAnswer {}

    /** The format of a result. A target can send anything; a line in another format is no message. */
    Pattern RESULT =
            Pattern.compile("result (performed|adopted) (\\d{1,3}) (\\S{1,16}) ([01]) (-?\\d{1,10}) ([01]) (\\d{1,8})");

    /** The message in a line, without the nonce and the line feed; empty if the line is no message of the script. */
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
