package io.instancebus.worker.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The text that a target's {@code sh -s} reads, in two parts: a greeting, and after its answer the settings of one run
 * and {@code posix-run.sh}. A shell that starts too late has nothing to execute.
 */
final class PosixScript {
    /** The first word of the greeting. */
    static final String FIRST_WORD = "ib_nonce";

    /** The time to wait for another delivery's run beyond its time-out, in which the run is killed if necessary. */
    private static final int SETTLING_SECONDS = 10;

    private static final byte[] READY =
            ("printf '%s ready\\n' \"$" + FIRST_WORD + "\"\n").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY = load();
    private static final byte[] QUOTE = "'\\''".getBytes(StandardCharsets.US_ASCII);

    private PosixScript() {}

    private static byte[] load() {
        try (InputStream in = PosixScript.class.getResourceAsStream("posix-run.sh")) {
            if (in == null) {
                throw new IllegalStateException("posix-run.sh is missing from the class path");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The command for the SSH server. Other users of the target can see it, so it contains only the run id. */
    static byte[] command(RunRequest request) {
        return ("sh -s -- instance-bus run-" + request.runId()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Asks the shell to confirm that it reads its input. */
    static byte[] greeting(String nonce) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        assign(text, FIRST_WORD, nonce);
        text.writeBytes(READY);
        return text.toByteArray();
    }

    static byte[] text(RunRequest request, Asking asking) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        assign(text, "ib_run", request.runId());
        assign(text, "ib_timeout", Long.toString(seconds(request.timeout())));
        assign(text, "ib_begin", asking.begins() ? "yes" : "no");
        assign(text, "ib_wait", Long.toString(waitSeconds(request, asking)));
        assign(text, "ib_limit", Integer.toString(request.outputLimit()));
        assign(text, "ib_digest", digest(request.commandLine()));
        assign(text, "ib_command", request.commandLine());
        text.writeBytes(BODY);
        return text.toByteArray();
    }

    /** The maximum time until the target's answer, in seconds. */
    static long waitSeconds(RunRequest request, Asking asking) {
        return switch (asking) {
            case TO_EXECUTE -> seconds(request.timeout()) + SETTLING_SECONDS;
            case FOR_THE_ANSWER -> SETTLING_SECONDS;
        };
    }

    static long seconds(Duration timeout) {
        return timeout.plusNanos(999_999_999).toSeconds();
    }

    private static void assign(ByteArrayOutputStream text, String name, String value) {
        assign(text, name, value.getBytes(StandardCharsets.US_ASCII));
    }

    private static void assign(ByteArrayOutputStream text, String name, byte[] value) {
        text.writeBytes((name + "='").getBytes(StandardCharsets.US_ASCII));
        for (byte each : value) {
            if (each == '\'') {
                text.writeBytes(QUOTE);
            } else {
                text.write(each);
            }
        }
        text.writeBytes("'\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static String digest(byte[] commandLine) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(commandLine));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
