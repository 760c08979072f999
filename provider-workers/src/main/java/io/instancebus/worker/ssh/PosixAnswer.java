package io.instancebus.worker.ssh;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code posix-run.sh} said, found among whatever a login script may have printed. The nonce is random and the command
 * has no access to this channel, so nothing else can say it.
 */
sealed interface PosixAnswer {
    /** Nothing that we understand, and not even that the command was begun. */
    record Nothing() implements PosixAnswer {}

    /** The command was begun, and then nothing more. */
    record BegunOnly() implements PosixAnswer {}

    /** An earlier delivery began it and was ended without a result. */
    record Lost() implements PosixAnswer {}

    /** An earlier delivery still executes it. */
    record Busy() implements PosixAnswer {}

    /** The run id belongs to another command line. */
    record Taken() implements PosixAnswer {}

    /** Nothing was executed. */
    record Refused(String reason) implements PosixAnswer {}

    /** The result. The output is {@code length} bytes from {@code offset}; {@code size} tells how much the target kept. */
    record Result(
            boolean adopted,
            int status,
            String signal,
            boolean timedOut,
            long seconds,
            long size,
            int offset,
            int length)
            implements PosixAnswer {
        boolean complete() {
            return length == size;
        }
    }

    /** A header line of the script; ISO 8859-1 keeps bytes and characters at the same index. */
    private static Pattern line(String nonce) {
        return Pattern.compile(Pattern.quote(nonce) + " ([^\n]*)\n");
    }

    /** The last word of the target within what it sent. */
    static PosixAnswer parse(byte[] sent, String nonce) {
        Matcher lines = line(nonce).matcher(new String(sent, StandardCharsets.ISO_8859_1));
        PosixAnswer answer = new Nothing();
        while (lines.find()) {
            String[] words = lines.group(1).split(" ", 8);
            switch (words[0]) {
                case "begun" -> answer = new BegunOnly();
                case "lost" -> {
                    return new Lost();
                }
                case "busy" -> {
                    return new Busy();
                }
                case "taken" -> {
                    return new Taken();
                }
                case "refused" -> {
                    return new Refused(
                            lines.group(1).substring("refused".length()).strip());
                }
                case "result" -> {
                    return result(words, sent.length, lines.end());
                }
                default -> throw new IllegalArgumentException("The run script said " + words[0]);
            }
        }
        return answer;
    }

    private static Result result(String[] words, int sent, int offset) {
        long size = Long.parseLong(words[6]);
        return new Result(
                words[1].equals("adopted"),
                Integer.parseInt(words[2]),
                words[3],
                words[4].equals("1"),
                Long.parseLong(words[5]),
                size,
                offset,
                (int) Math.min(size, sent - offset));
    }
}
