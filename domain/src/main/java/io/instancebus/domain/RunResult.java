package io.instancebus.domain;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run. Text is cut to its bounds; output may contain U+0000, because a target may print it.
 *
 * @param exitStatus null when a signal ended it
 * @param signal the signal's name without SIG
 * @param output standard output and error in the order of arrival, at most 65,536 bytes of UTF-8
 * @param truncated whether there was more output, over the limit or lost on the target, whose disk may be full
 * @param hostKey the fingerprint of the host key that answered
 */
public record RunResult(
        @Nullable Integer exitStatus,
        @Nullable String signal,
        String output,
        boolean truncated,
        boolean timedOut,
        @Nullable String hostKey,
        Duration duration) {

    public RunResult {
        signal = Text.fitOrNull(signal, Text.WORD);
        String kept = Text.fitBytes(output, Text.OUTPUT_BYTES);
        truncated = truncated || kept.length() < output.length();
        output = kept;
        hostKey = Text.fitOrNull(hostKey, Text.WORD);
    }
}
