package io.instancebus.provider.sandbox;

import io.instancebus.provider.ProviderFailure;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The failure that a create requests: the value of its tag {@value #TAG}, in lower case with hyphens. */
public enum SandboxMode {
    /** No failure; the same as no tag. */
    OK,
    /** The create fails at once with CAPACITY. */
    FAIL_NOW,
    /**
     * The create is accepted; after the start delay the instance is in ERROR. A caller that waits only for PENDING
     * misses this failure.
     */
    FAIL_LATE,
    /** The create is accepted; the instance stays pending. */
    HANG,
    /** The instance starts, runs for another start delay, and disappears without a trace. */
    VANISH,
    /** The instance disappears without a trace at the moment when it would start to run. */
    VANISH_PENDING,
    /** The instance is created; the first answer is of unknown outcome. */
    LOST_ANSWER,
    /** The instance runs after ten start delays, or after {@value #DELAY_TAG}. */
    SLOW,
    /** The instance is created at once; the answer takes 5 s, or {@value #DELAY_TAG}. */
    SLOW_ANSWER,
    /** The first attempts are refused for too many requests: two, or {@value #TRIES_TAG}. */
    RATE_LIMITED,
    /** The first attempts do not reach the provider: two, or {@value #TRIES_TAG}. */
    UNREACHABLE,
    /** The instance runs, but ignores a graceful stop; a stop by force works. */
    DEAF,
    QUOTA,
    AUTH,
    INVALID,
    INTERNAL;

    public static final String TAG = "sandbox";
    public static final String DELAY_TAG = "sandbox-delay-ms";
    public static final String TRIES_TAG = "sandbox-tries";

    private static final int LONGEST_DELAY = 24 * 60 * 60 * 1000;

    /** The mode as a value of the tag. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static SandboxMode of(Map<String, String> tags) throws ProviderFailure {
        String label = tags.getOrDefault(TAG, OK.label());
        for (SandboxMode mode : values()) {
            if (mode.label().equals(label)) {
                return mode;
            }
        }
        String modes = Arrays.stream(values()).map(SandboxMode::label).collect(Collectors.joining(", "));
        throw Failures.invalid("the tag sandbox has no mode \"" + label + "\"; there are " + modes);
    }

    /** The delay in milliseconds, at most a day. */
    static long delayMillis(Map<String, String> tags, long otherwise) throws ProviderFailure {
        return number(tags, DELAY_TAG, otherwise, LONGEST_DELAY);
    }

    static int tries(Map<String, String> tags) throws ProviderFailure {
        return (int) number(tags, TRIES_TAG, 2, 100);
    }

    private static long number(Map<String, String> tags, String tag, long otherwise, int most) throws ProviderFailure {
        String text = tags.get(tag);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > most) {
            throw Failures.invalid("the tag " + tag + " must be a whole number from 0 to " + most);
        }
        return Integer.parseInt(text);
    }
}
