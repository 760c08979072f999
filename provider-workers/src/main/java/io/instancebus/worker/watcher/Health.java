package io.instancebus.worker.watcher;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.worker.provider.ProviderFailure;
import io.instancebus.worker.report.AccountNews;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the provider can be believed, and when to ask it again when not. One thread's. */
final class Health {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(60);
    /** A provider that is asked too often is well; only when it goes on is what we show old. */
    private static final int RATE_LIMITS_UNTIL_STALE = 3;

    private boolean everWell;
    private @Nullable Instant staleSince;
    private int failures;
    private Instant notBefore = Instant.MIN;

    /** When the provider may be asked; in the past when it is well. */
    Instant notBefore() {
        return notBefore;
    }

    boolean stale() {
        return staleSince != null;
    }

    /** A look failed. What there is to say is said once. */
    Optional<AccountNews> failed(ProviderFailure problem, Instant now) {
        failures++;
        notBefore = now.plus(backoff(problem));
        Failure failure = problem.failure();
        boolean patient = failure.category() == FailureCategory.RATE_LIMITED && failures < RATE_LIMITS_UNTIL_STALE;
        if (staleSince != null || patient) {
            return Optional.empty();
        }
        staleSince = now;
        return Optional.of(new AccountNews.SourceStale(now, failure));
    }

    private Duration backoff(ProviderFailure problem) {
        Duration asked = problem.retryAfter();
        Duration own = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 10));
        Duration bounded = own.compareTo(LONGEST_BACKOFF) < 0 ? own : LONGEST_BACKOFF;
        return asked != null && asked.compareTo(bounded) > 0 ? asked : bounded;
    }

    /** Something was answered. */
    void answered() {
        failures = 0;
        notBefore = Instant.MIN;
    }

    /** Every instance was looked at. What there is to say is said once. */
    Optional<AccountNews> passed() {
        answered();
        if (everWell && staleSince == null) {
            return Optional.empty();
        }
        AccountNews news = new AccountNews.SourceRecovered(staleSince);
        everWell = true;
        staleSince = null;
        return Optional.of(news);
    }
}
