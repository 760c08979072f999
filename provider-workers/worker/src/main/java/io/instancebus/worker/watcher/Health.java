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

/** Whether the provider can be believed, and when to ask it again when not. One thread's. */
final class Health {
    /** A provider that is asked too often is well; only when it goes on is what we show old. */
    private static final int RATE_LIMITS_UNTIL_STALE = 3;

    private boolean everWell;
    private @Nullable Instant staleSince;
    private Set<InstanceId> toldUnclear = Set.of();
    private final NextAttempt nextAttempt = new NextAttempt();

    /** When the provider may be asked; in the past when it is well. */
    SteadyTime notBefore() {
        return nextAttempt.notBefore();
    }

    boolean stale() {
        return staleSince != null;
    }

    /** A look failed. What there is to say is said once. */
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

    /** Something was answered. */
    void answered() {
        nextAttempt.succeeded();
    }

    /**
     * Every instance was looked at. What there is to say is said once.
     *
     * @param instances how many there are
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
