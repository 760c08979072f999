package io.instancebus.provider.sandbox;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What goes wrong with creates that ask for it: before, in what becomes of the instance, and after. */
final class Misfortunes {
    static final String LATE_FAULT = "Insufficient disk space on datastore sandbox-0";

    /** Beyond so many keys whose tries are counted, the counting begins anew. */
    private static final int TRIES_REMEMBERED = 10_000;

    private static final long LONGEST_ANSWER_MILLIS = 120_000;

    private final Map<String, Integer> triesByKey = new ConcurrentHashMap<>();

    /** What happens instead of a create. */
    void before(SandboxMode mode, CreateRequest request) throws ProviderFailure {
        switch (mode) {
            case FAIL_NOW ->
                throw refused(FailureCategory.CAPACITY, "InsufficientCapacity", "the sandbox has no capacity left");
            case QUOTA ->
                throw refused(FailureCategory.QUOTA, "InstanceLimitExceeded", "the quota of instances is used up");
            case AUTH ->
                throw refused(FailureCategory.AUTH, "UnauthorizedOperation", "the account may not create instances");
            case INVALID ->
                throw refused(
                        FailureCategory.INVALID, "InvalidParameterValue", "the sandbox was told to find it wrong");
            case INTERNAL ->
                throw refused(FailureCategory.INTERNAL, "InternalError", "the sandbox was told to have a bug");
            case RATE_LIMITED -> {
                if (stillFails(request)) {
                    throw ProviderFailure.rateLimited("the sandbox takes no more creates now", Duration.ofSeconds(1));
                }
            }
            case UNREACHABLE -> {
                if (stillFails(request)) {
                    throw ProviderFailure.unreachable("the sandbox was told not to be reached", null);
                }
            }
            case OK, FAIL_LATE, HANG, VANISH, VANISH_PENDING, LOST_ANSWER, SLOW, SLOW_ANSWER, DEAF -> {
                // These accept the create.
            }
        }
    }

    /** What becomes of an instance that was accepted now. */
    static List<Stage> stages(SandboxMode mode, CreateRequest request, Instant now, Duration startDelay)
            throws ProviderFailure {
        Stage pending = new Stage(Condition.PENDING, now);
        Instant then = now.plus(startDelay);
        return switch (mode) {
            case HANG -> List.of(pending);
            case FAIL_LATE -> List.of(pending, new Stage(Condition.ERROR, then));
            case VANISH_PENDING -> List.of(pending, new Stage(Condition.VANISHED, then));
            case VANISH ->
                List.of(
                        pending,
                        new Stage(Condition.RUNNING, then),
                        new Stage(Condition.VANISHED, then.plus(startDelay)));
            case SLOW -> {
                long delay = SandboxMode.delayMillis(request.tags(), startDelay.toMillis() * 10);
                yield List.of(pending, new Stage(Condition.RUNNING, now.plusMillis(delay)));
            }
            case OK,
                    FAIL_NOW,
                    LOST_ANSWER,
                    SLOW_ANSWER,
                    RATE_LIMITED,
                    UNREACHABLE,
                    DEAF,
                    QUOTA,
                    AUTH,
                    INVALID,
                    INTERNAL -> List.of(pending, new Stage(Condition.RUNNING, then));
        };
    }

    /**
     * What happens to the answer.
     *
     * @param executed whether this very call created the instance, and not an earlier one with its key
     */
    static void after(SandboxMode mode, CreateRequest request, boolean executed) throws ProviderFailure {
        if (mode == SandboxMode.LOST_ANSWER && executed) {
            throw ProviderFailure.outcomeUnknown("the sandbox's answer was lost", null);
        }
        if (mode == SandboxMode.SLOW_ANSWER && executed) {
            pause(Math.min(LONGEST_ANSWER_MILLIS, SandboxMode.delayMillis(request.tags(), 5_000)));
        }
    }

    private boolean stillFails(CreateRequest request) throws ProviderFailure {
        int failing = SandboxMode.tries(request.tags());
        if (triesByKey.size() > TRIES_REMEMBERED) {
            triesByKey.clear();
        }
        return triesByKey.merge(request.requestKey(), 1, Integer::sum) <= failing;
    }

    private static void pause(long millis) throws ProviderFailure {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailure.outcomeUnknown("interrupted while waiting for the sandbox's answer", e);
        }
    }

    private static ProviderFailure refused(FailureCategory category, String code, String message) {
        return ProviderFailure.of(category, code, message);
    }
}
