package io.instancebus.provider.sandbox;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The failures of creates that request one: instead of the create, in the life of the instance, and in the answer. */
final class InjectedFaults {
    static final String LATE_FAULT = "Insufficient disk space on datastore sandbox-0";

    /** The maximum number of keys whose attempts are counted; beyond it, counting starts again. */
    private static final int TRIES_REMEMBERED = 10_000;

    private static final long LONGEST_ANSWER_MILLIS = 120_000;

    private final Map<String, Integer> triesByKey = new ConcurrentHashMap<>();

    /** Throws the failure that replaces the create, if the mode has one. */
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
                        FailureCategory.INVALID,
                        "InvalidParameterValue",
                        "the sandbox refuses this create as" + " invalid, as its tag requests");
            case INTERNAL ->
                throw refused(
                        FailureCategory.INTERNAL,
                        "InternalError",
                        "the sandbox has an internal error, as" + " the create's tag requests");
            case RATE_LIMITED -> {
                if (stillFails(request)) {
                    throw ProviderFailure.rateLimited("the sandbox accepts no more creates now", Duration.ofSeconds(1));
                }
            }
            case UNREACHABLE -> {
                if (stillFails(request)) {
                    throw ProviderFailure.unreachable(
                            "the sandbox cannot be reached, as the create's tag" + " requests", null);
                }
            }
            case OK, FAIL_LATE, HANG, VANISH, VANISH_PENDING, LOST_ANSWER, SLOW, SLOW_ANSWER, DEAF -> {
                // These modes accept the create.
            }
        }
    }

    /** The stages of an instance that is accepted now. */
    static List<TimedCondition> stages(SandboxMode mode, CreateRequest request, Instant now, Duration startDelay)
            throws ProviderFailure {
        TimedCondition pending = new TimedCondition(Condition.PENDING, now);
        Instant then = now.plus(startDelay);
        return switch (mode) {
            case HANG -> List.of(pending);
            case FAIL_LATE -> List.of(pending, new TimedCondition(Condition.ERROR, then));
            case VANISH_PENDING -> List.of(pending, new TimedCondition(Condition.VANISHED, then));
            case VANISH ->
                List.of(
                        pending,
                        new TimedCondition(Condition.RUNNING, then),
                        new TimedCondition(Condition.VANISHED, then.plus(startDelay)));
            case SLOW -> {
                long delay = SandboxMode.delayMillis(request.tags(), startDelay.toMillis() * 10);
                yield List.of(pending, new TimedCondition(Condition.RUNNING, now.plusMillis(delay)));
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
                    INTERNAL -> List.of(pending, new TimedCondition(Condition.RUNNING, then));
        };
    }

    /**
     * Applies the mode's effect on the answer.
     *
     * @param executed whether this call created the instance, and not an earlier one with its key
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
