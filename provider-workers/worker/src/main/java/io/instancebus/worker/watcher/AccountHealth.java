package io.instancebus.worker.watcher;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The health of the provider, and the time of the next attempt when it fails. Not thread-safe. */
final class AccountHealth {
    /**
     * A provider that limits the rate is healthy; only after several successive refusals are the shown states out of
     * date.
     */
    private static final int RATE_LIMITS_UNTIL_STALE = 3;

    private boolean everWell;
    private @Nullable Instant staleSince;
    private Set<InstanceId> toldUnclear = Set.of();
    private final NextAttempt nextAttempt = new NextAttempt();

    /** The earliest time of the next request; in the past while the provider is healthy. */
    SteadyTime notBefore() {
        return nextAttempt.notBefore();
    }

    boolean stale() {
        return staleSince != null;
    }

    /** Records a failed observation. Each change of health is returned once. */
    Optional<AccountNews> failed(ProviderFailure problem, Clocks clocks) {
        nextAttempt.failed(problem, clocks.steady().now());
        Failure failure = problem.failure();
        boolean patient =
                failure.category() == FailureCategory.RATE_LIMITED && nextAttempt.failures() < RATE_LIMITS_UNTIL_STALE;
        if (staleSince != null || patient) {
            return Optional.empty();
        }
        Instant now = clocks.wall().instant();
        staleSince = now;
        return Optional.of(new AccountNews.SourceStale(now, failure));
    }

    /** Records an answer. */
    void answered() {
        nextAttempt.succeeded();
    }

    /**
     * Records a complete pass. Each change of health is returned once.
     *
     * @param instances the number of instances
     */
    Optional<AccountNews> passed(UnknownInstances unknownInstances, int instances) {
        answered();
        if (everWell && staleSince == null && unknownInstances.instances().equals(toldUnclear)) {
            return Optional.empty();
        }
        AccountNews news = new AccountNews.SourceRecovered(
                staleSince, unknownInstances.words(instances).orElse(null));
        everWell = true;
        toldUnclear = unknownInstances.instances();
        staleSince = null;
        return Optional.of(news);
    }
}
