package io.instancebus.domain;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param exitStatus null when a signal ended it
 * @param signal its name without SIG
 * @param output standard output and error as they came, at most 65,536 bytes of UTF-8
 * @param truncated whether there was more: over the limit, or lost on the target, whose disk may be full
 * @param hostKey the fingerprint of the host key that answered
 */
public record RunResult(
        @Nullable Integer exitStatus,
        @Nullable String signal,
        String output,
        boolean truncated,
        boolean timedOut,
        @Nullable String hostKey,
        Duration duration) {}
