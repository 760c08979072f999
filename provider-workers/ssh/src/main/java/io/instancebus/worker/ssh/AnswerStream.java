package io.instancebus.worker.ssh;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the messages of {@code posix-run.sh} in the target's output, whatever login scripts printed before them. Keeps
 * the last message, the output of a result up to the limit, and the beginning of other output for error messages. Never
 * blocks.
 */
final class AnswerStream extends OutputStream {
    private static final int SAID = 2048;
    private static final int LONGEST_LINE = 2048;

    private enum Phase {
        SEARCH,
        LINE,
        OUTPUT,
        OVER
    }

    private final byte[] mark;
    private final BoundedOutput said = new BoundedOutput(SAID);
    private final BoundedOutput output;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private Phase phase = Phase.SEARCH;
    private PosixAnswer answer = new PosixAnswer.Nothing();
    private BoundedOutput line = new BoundedOutput(LONGEST_LINE);
    private int matched;
    private int missing;

    /**
     * @param nonce the nonce before each message; its first character does not occur in it again
     * @param limit the number of bytes of a result's output to keep
     */
    AnswerStream(String nonce, int limit) {
        mark = (nonce + " ").getBytes(StandardCharsets.US_ASCII);
        output = new BoundedOutput(limit);
    }

    @Override
    public synchronized void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && phase != Phase.OVER) {
            if (phase == Phase.OUTPUT) {
                int taken = Math.min(missing, end - at);
                output.write(bytes, at, taken);
                missing -= taken;
                at += taken;
                phase = missing == 0 ? Phase.OVER : Phase.OUTPUT;
            } else if (phase == Phase.SEARCH) {
                search(bytes[at++]);
            } else {
                read(bytes[at++]);
            }
        }
    }

    private void search(byte one) {
        said.write(one);
        if (one == mark[matched]) {
            matched++;
        } else {
            matched = one == mark[0] ? 1 : 0;
        }
        if (matched == mark.length) {
            matched = 0;
            line = new BoundedOutput(LONGEST_LINE);
            phase = Phase.LINE;
        }
    }

    private void read(byte one) {
        if (one != '\n') {
            line.write(one);
            return;
        }
        phase = Phase.SEARCH;
        PosixAnswer.of(new String(line.bytes(), StandardCharsets.UTF_8)).ifPresent(this::take);
    }

    private void take(PosixAnswer last) {
        answer = last;
        phase = switch (last) {
            case PosixAnswer.Nothing nothing -> Phase.SEARCH;
            case PosixAnswer.Ready shell -> Phase.SEARCH;
            case PosixAnswer.BegunOnly begun -> Phase.SEARCH;
            case PosixAnswer.Result result when result.size() > 0 -> Phase.OUTPUT;
            case PosixAnswer.Result result -> Phase.OVER;
            case PosixAnswer.Lost lost -> Phase.OVER;
            case PosixAnswer.Busy busy -> Phase.OVER;
            case PosixAnswer.Absent absent -> Phase.OVER;
            case PosixAnswer.Taken taken -> Phase.OVER;
            case PosixAnswer.Refused refused -> Phase.OVER;
        };
        missing = last instanceof PosixAnswer.Result result ? result.size() : 0;
        if (last instanceof PosixAnswer.Ready) {
            ready.complete(null);
        }
    }

    /** Completes when the target's shell has confirmed that it reads its input. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** The last message of the script. */
    synchronized PosixAnswer answer() {
        return answer;
    }

    /** Whether the final message and its output have arrived completely. */
    synchronized boolean complete() {
        return phase == Phase.OVER;
    }

    /** The output of a result. */
    synchronized byte[] output() {
        return output.bytes();
    }

    /**
     * The other output of the target, before or instead of a message. An echo of the script is omitted: it contains the
     * command, which is a secret.
     */
    synchronized String said() {
        return OutputText.line(said)
                .replaceFirst("\\S*" + PosixScript.FIRST_WORD + ".*", "")
                .strip();
    }
}
