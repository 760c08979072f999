package io.instancebus.provider.tck;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a create at an adapter as a worker does, delivery by delivery: it searches for the request key before it creates
 * again, continues with the machine that it finds, and gives up a call that does not end. The worker's tests check that
 * the worker does the same.
 */
public final class CreateTask {
    /** The time by which a call may exceed its time-out. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Provider provider;
    private final CreateRequest request;
    private final Duration longest;

    /** @param timeout the account's time-out for a call */
    public CreateTask(Provider provider, CreateRequest request, Duration timeout) {
        this.provider = provider;
        this.request = request;
        this.longest = timeout.multipliedBy(2).plus(GRACE);
    }

    /** The worker's final report of this delivery of this attempt; both count from 1. */
    public Report deliver(int attempt, int deliveryCount) throws InterruptedException {
        return within(attempt, () -> create(attempt, deliveryCount > 1));
    }

    /** The final report of an attempt after one of unknown outcome, when an observation has found this machine. */
    public Report deliverFound(int attempt, String nativeId) throws InterruptedException {
        return within(attempt, () -> adopt(attempt, nativeId));
    }

    @FunctionalInterface
    private interface Attempt {
        Report make() throws ProviderFailure;
    }

    private Report within(int attempt, Attempt work) throws InterruptedException {
        FutureTask<Report> call = new FutureTask<>(() -> {
            try {
                return work.make();
            } catch (ProviderFailure e) {
                return report(attempt, e);
            }
        });
        Thread.ofVirtual().name("provider-call-" + taskId()).start(call);
        try {
            return call.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return unknown(attempt, "the provider did not answer in time");
        } catch (ExecutionException e) {
            return unknown(attempt, "a fault in the provider's adapter: " + e.getCause());
        } finally {
            call.cancel(true);
        }
    }

    private Report create(int attempt, boolean redelivered) throws ProviderFailure {
        boolean idempotent = provider.capabilities().idempotentCreate();
        if (redelivered || attempt > 1 || !idempotent) {
            Optional<String> made;
            try {
                made = provider.findByRequestKey(request.requestKey());
            } catch (ProviderFailure e) {
                return redelivered
                        ? unknown(attempt, "an earlier delivery may have created it, and the search failed")
                        : report(attempt, e.asQuestion());
            }
            if (made.isPresent()) {
                return adopt(attempt, made.get());
            }
            if (redelivered && !idempotent) {
                return deferred(attempt, longest, "an earlier delivery may be creating it");
            }
        }
        return accepted(attempt, provider.create(request).nativeId());
    }

    private Report adopt(int attempt, String nativeId) throws ProviderFailure {
        if (provider.capabilities().createInSteps()) {
            provider.resume(nativeId, request);
        }
        return accepted(attempt, nativeId);
    }

    private Report report(int attempt, ProviderFailure failure) {
        String message = failure.failure().message();
        if (failure.isOutcomeUnknown()) {
            return unknown(attempt, message);
        }
        if (failure.failure().category() == FailureCategory.RATE_LIMITED) {
            Duration retryAfter = failure.retryAfter();
            return deferred(attempt, retryAfter == null ? RETRY_AFTER : retryAfter, message);
        }
        return new Report.Failed(request.instanceId(), taskId(), attempt, failure.failure());
    }

    private Report accepted(int attempt, String nativeId) {
        return new Report.Accepted(request.instanceId(), taskId(), attempt, nativeId);
    }

    private Report deferred(int attempt, Duration pause, String reason) {
        return new Report.Deferred(
                request.instanceId(), taskId(), attempt, Instant.now().plus(pause), reason);
    }

    private Report unknown(int attempt, String reason) {
        return new Report.OutcomeUnknown(request.instanceId(), taskId(), attempt, reason);
    }

    private String taskId() {
        return "c-1/" + request.instanceId();
    }
}
