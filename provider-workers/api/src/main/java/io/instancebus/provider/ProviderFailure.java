package io.instancebus.provider;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A refusal of the provider, or a call without an answer. Its message never holds a secret. */
public final class ProviderFailure extends Exception {
    /** The code of a failure when one side does not trust the other's certificate. */
    public static final String DISTRUSTED = "CertificateNotTrusted";

    /** A provider that names a longer pause, for example in another unit, is asked again after this one. */
    public static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final boolean answered;
    private final boolean outcomeUnknown;
    private final @Nullable Duration retryAfter;

    private ProviderFailure(
            Failure failure,
            boolean answered,
            boolean outcomeUnknown,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
        this.answered = answered;
        this.outcomeUnknown = outcomeUnknown;
        this.retryAfter = retryAfter;
    }

    /** The provider refused the request. */
    public static ProviderFailure of(FailureCategory category, @Nullable String providerCode, String message) {
        return of(category, providerCode, message, null);
    }

    /** The provider refused the request, with the exception that said so. */
    public static ProviderFailure of(
            FailureCategory category, @Nullable String providerCode, String message, @Nullable Throwable cause) {
        return new ProviderFailure(
                new Failure(category, providerCode, message, category.isTransient()), true, false, null, cause);
    }

    /** The request was sent and no answer came: it may have been carried out. */
    public static ProviderFailure outcomeUnknown(String message, @Nullable Throwable cause) {
        return new ProviderFailure(Failure.of(FailureCategory.RETRYABLE, message), false, true, null, cause);
    }

    /** An answer came and is unreadable: the request may have been carried out. */
    public static ProviderFailure unreadable(String message) {
        return new ProviderFailure(Failure.of(FailureCategory.RETRYABLE, message), true, true, null, null);
    }

    /** The request certainly never reached the provider. */
    public static ProviderFailure unreachable(String message, @Nullable Throwable cause) {
        return new ProviderFailure(Failure.of(FailureCategory.RETRYABLE, message), false, false, null, cause);
    }

    /** Nothing was sent, because one side does not trust the other's certificate. */
    public static ProviderFailure distrusted(String message) {
        return of(FailureCategory.AUTH, DISTRUSTED, message);
    }

    /**
     * Too many requests.
     *
     * @param retryAfter when to retry, if the provider says so; cut to {@link #LONGEST_RETRY_AFTER}
     */
    public static ProviderFailure rateLimited(String message, @Nullable Duration retryAfter) {
        Failure failure = Failure.of(FailureCategory.RATE_LIMITED, message);
        return new ProviderFailure(failure, true, false, retryAfter == null ? null : within(retryAfter), null);
    }

    private static Duration within(Duration retryAfter) {
        Duration positive = retryAfter.isNegative() ? Duration.ZERO : retryAfter;
        return positive.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : positive;
    }

    /** This failure for a request without an effect, whose outcome is therefore never unknown. */
    public ProviderFailure asQuestion() {
        return outcomeUnknown ? new ProviderFailure(failure, answered, false, retryAfter, getCause()) : this;
    }

    public Failure failure() {
        return failure;
    }

    /**
     * Whether the provider may still answer other requests: it answered this one, and the reason is neither the
     * account's rights nor its rate.
     */
    public boolean maySpareOthers() {
        return answered
                && switch (failure.category()) {
                    case INVALID, NOT_FOUND, CONFLICT, CAPACITY, QUOTA, RETRYABLE, TIMEOUT, INTERNAL -> true;
                    case AUTH, RATE_LIMITED -> false;
                };
    }

    public boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
