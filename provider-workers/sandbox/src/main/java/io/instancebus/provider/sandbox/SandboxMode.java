package io.instancebus.provider.sandbox;

import io.instancebus.provider.ProviderFailure;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is to go wrong with a create: the value of its tag {@value #TAG}, in lower case with hyphens. */
public enum SandboxMode {
    /** Nothing; the same as no tag. */
    OK,
    /** The create fails at once for want of capacity. */
    FAIL_NOW,
    /** Accepted; after the start delay it is in error: the failure that a caller who waits for PENDING never hears of. */
    FAIL_LATE,
    /** Accepted, and pending for ever. */
    HANG,
    /** Comes up, runs for a start delay more, then disappears without a trace. */
    VANISH,
    /** Disappears without a trace where it would come up. */
    VANISH_PENDING,
    /** Created; the first answer says that nobody knows. */
    LOST_ANSWER,
    /** Ten start delays until it runs, or as long as {@value #DELAY_TAG} says. */
    SLOW,
    /** Created at once; the answer takes 5 s, or as long as {@value #DELAY_TAG} says. */
    SLOW_ANSWER,
    /** The first tries are too many requests: two, or as many as {@value #TRIES_TAG} says. */
    RATE_LIMITED,
    /** The first tries do not reach the provider: two, or as many as {@value #TRIES_TAG} says. */
    UNREACHABLE,
    /** Runs, but heeds no graceful stop; a stop by force works. */
    DEAF,
    QUOTA,
    AUTH,
    INVALID,
    INTERNAL;

    public static final String TAG = "sandbox";
    public static final String DELAY_TAG = "sandbox-delay-ms";
    public static final String TRIES_TAG = "sandbox-tries";

    private static final int LONGEST_DELAY = 24 * 60 * 60 * 1000;

    /** The value of the tag. */
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

    /** Milliseconds, at most a day. */
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
