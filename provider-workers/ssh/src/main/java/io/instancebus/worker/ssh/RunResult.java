package io.instancebus.worker.ssh;

import io.instancebus.accounts.RunMode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What came of a run.
 *
 * @param exitStatus the command's; with {@link RunMode#POSIX_SHELL} always there, 128 + n after signal n
 * @param signal the signal's name without SIG. With {@link RunMode#POSIX_SHELL} it is told from an exit status over 128, as
 *     shells do: a command that exits with 137 of its own will looks like one that was killed
 * @param output standard output and error in the order they came, as UTF-8, cut at the limit between characters
 * @param truncated whether there was more: over the limit, or lost because the target could not keep it (its disk is full)
 * @param timedOut whether the command was ended because its time was over
 * @param hostKey the fingerprint of the target's host key, {@code SHA256:…}
 * @param duration how long the command took; in whole seconds if adopted
 * @param adopted whether an earlier delivery executed it, and this is its result
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
    /** The output may hold a secret and is left out. */
    @Override
    public String toString() {
        return "RunResult[exitStatus=" + exitStatus + ", signal=" + signal + ", output=" + output.length()
                + " characters, truncated=" + truncated + ", timedOut=" + timedOut + ", hostKey=" + hostKey
                + ", duration=" + duration + ", adopted=" + adopted + "]";
    }
}
