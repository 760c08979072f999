package io.instancebus.accounts;

import io.instancebus.domain.Policy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an account sets of its {@link Policy}; null where the usual one of its provider type holds. */
public record PolicySettings(
        @Nullable Duration submitWindow,
        @Nullable Duration lockAndSkew,
        @Nullable Duration stallAfter,
        @Nullable Duration noProgressLimit,
        @Nullable Duration hardLimit,
        @Nullable Duration settlement,
        @Nullable Integer maxAttempts,
        @Nullable Duration firstLook,
        @Nullable Duration longestLook,
        @Nullable Integer missesUntilVanished,
        @Nullable Duration forgetAfter) {
    public static final PolicySettings NONE =
            new PolicySettings(null, null, null, null, null, null, null, null, null, null, null);

    public PolicySettings {
        Duration least = Objects.requireNonNullElse(submitWindow, Duration.ZERO)
                .plus(Objects.requireNonNullElse(lockAndSkew, Duration.ZERO));
        if (hardLimit != null && hardLimit.compareTo(least) < 0) {
            throw new IllegalArgumentException("hardLimit must be at least submitWindow and lockAndSkew together");
        }
        if (isBelowOne(maxAttempts) || isBelowOne(missesUntilVanished)) {
            throw new IllegalArgumentException("maxAttempts and missesUntilVanished must be at least 1");
        }
    }

    /**
     * The policy with what is set here.
     *
     * @param usual of the provider type. Its deadlines may not fit those set here: the hard limit is then as long as
     *     submitWindow and lockAndSkew together.
     */
    public Policy over(Policy usual) {
        Duration submit = Objects.requireNonNullElse(submitWindow, usual.submitWindow());
        Duration lock = Objects.requireNonNullElse(lockAndSkew, usual.lockAndSkew());
        Duration hard = Objects.requireNonNullElse(hardLimit, usual.hardLimit());
        Duration least = submit.plus(lock);
        return new Policy(
                submit,
                lock,
                Objects.requireNonNullElse(stallAfter, usual.stallAfter()),
                Objects.requireNonNullElse(noProgressLimit, usual.noProgressLimit()),
                hard.compareTo(least) < 0 ? least : hard,
                Objects.requireNonNullElse(settlement, usual.settlement()),
                Objects.requireNonNullElse(maxAttempts, usual.maxAttempts()),
                Objects.requireNonNullElse(firstLook, usual.firstLook()),
                Objects.requireNonNullElse(longestLook, usual.longestLook()),
                Objects.requireNonNullElse(missesUntilVanished, usual.missesUntilVanished()),
                Objects.requireNonNullElse(forgetAfter, usual.forgetAfter()));
    }

    private static boolean isBelowOne(@Nullable Integer count) {
        return count != null && count < 1;
    }
}
