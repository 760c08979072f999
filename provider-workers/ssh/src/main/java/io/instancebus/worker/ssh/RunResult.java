package io.instancebus.worker.ssh;

import io.instancebus.accounts.RunMode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The result of a run.
 *
 * @param exitStatus the command's exit status; with {@link RunMode#POSIX_SHELL} always present, 128 + n after signal n
 * @param signal the signal's name without SIG. With {@link RunMode#POSIX_SHELL} it is derived from an exit status over
 *     128, as in shells: a command that itself exits with 137 looks like a killed one
 * @param output standard output and error in the order they came, as UTF-8, cut at the limit between characters
 * @param truncated whether output is missing: it exceeded the limit, or the target could not store it (its disk is
 *     full)
 * @param timedOut whether the command was killed because its time-out expired
 * @param hostKey the fingerprint of the target's host key, {@code SHA256:…}
 * @param duration how long the command ran; in whole seconds if adopted
 * @param adopted whether this is the result of an earlier delivery's execution
 */
public record RunResult(
        OptionalInt exitStatus,
        Optional<String> signal,
        String output,
        boolean truncated,
        boolean timedOut,
        String hostKey,
        Duration duration,
        boolean adopted) {
    /** Omits the output, which may contain a secret. */
    @Override
    public String toString() {
        return "RunResult[exitStatus=" + exitStatus + ", signal=" + signal + ", output=" + output.length()
                + " characters, truncated=" + truncated + ", timedOut=" + timedOut + ", hostKey=" + hostKey
                + ", duration=" + duration + ", adopted=" + adopted + "]";
    }
}
