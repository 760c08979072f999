package io.instancebus.worker.ssh;

import io.instancebus.accounts.RunMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A command to run on an instance.
 *
 * @param addresses the target's addresses in the order of preference, 1 to 32; all lead to the same machine
 * @param port 1 to 65,535
 * @param commandLine 1 byte to 64 KiB, no NUL; treated as a secret. Not copied.
 * @param runId the idempotency key on the target: 1 to 64 characters of A–Z, a–z, 0–9, dot, underscore and hyphen
 * @param timeout the time-out of the command, a millisecond to a day; in {@link RunMode#POSIX_SHELL} rounded up to
 *     seconds
 * @param outputLimit the number of bytes of output to keep, 0 to 1 MiB
 * @param expectedHostKey the expected host key's fingerprint ({@code SHA256:…}); empty to trust any key
 * @param redelivered whether an earlier delivery of this run may have begun it
 */
public record RunRequest(
        List<TargetAddress> addresses,
        int port,
        String username,
        SshCredential credential,
        byte[] commandLine,
        String runId,
        Duration timeout,
        int outputLimit,
        Optional<String> expectedHostKey,
        boolean redelivered,
        RunMode mode) {
    /** The maximum {@link #outputLimit()}, in bytes. */
    public static final int MAX_OUTPUT = 1 << 20;

    /** The maximum number of {@link #addresses()}. */
    public static final int MAX_ADDRESSES = 32;

    private static final int MAX_COMMAND = 64 * 1024;
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public RunRequest {
        addresses = List.copyOf(addresses);
        require(!addresses.isEmpty() && addresses.size() <= MAX_ADDRESSES, "There must be 1 to 32 addresses");
        require(port >= 1 && port <= 65_535, "The port is not between 1 and 65535: " + port);
        require(!username.isBlank(), "The user name is empty");
        require(
                commandLine.length >= 1 && commandLine.length <= MAX_COMMAND,
                "The command line is empty or longer than 65536 bytes");
        require(!contains(commandLine, (byte) 0), "The command line contains a NUL character");
        require(RUN_ID.matcher(runId).matches(), "The run id is not 1 to 64 characters of A-Z a-z 0-9 . _ -");
        require(
                timeout.toMillis() >= 1 && timeout.compareTo(MAX_TIMEOUT) <= 0,
                "The time-out is not between a millisecond and a day: " + timeout);
        require(outputLimit >= 0 && outputLimit <= MAX_OUTPUT, "The output limit is not between 0 and 1048576");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    private static boolean contains(byte[] bytes, byte wanted) {
        for (byte each : bytes) {
            if (each == wanted) {
                return true;
            }
        }
        return false;
    }

    String target() {
        int others = addresses.size() - 1;
        return username + "@" + addresses.getFirst() + ":" + port
                + (others == 0 ? "" : " (or " + others + " other addresses)");
    }

    /** Omits the command line and the credential. */
    @Override
    public String toString() {
        return "RunRequest[" + target() + ", runId=" + runId + ", timeout=" + timeout + ", outputLimit=" + outputLimit
                + ", expectedHostKey=" + expectedHostKey.orElse("any") + ", redelivered=" + redelivered + ", mode="
                + mode + "]";
    }

    /** Overwrites the command line with zeros; the creator of the request calls this after the run. */
    public void wipeCommandLine() {
        Arrays.fill(commandLine, (byte) 0);
    }
}
