package io.instancebus.provider;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A refusal of the provider, or a call without an answer. Its message never holds a secret. */
public final class ProviderFailure extends Exception {
    /** The code of a failure when one side does not trust the other's certificate. */
    public static final String DISTRUSTED = "CertificateNotTrusted";

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

    /** Too many requests; the provider may say when to retry. */
    public static ProviderFailure rateLimited(String message, @Nullable Duration retryAfter) {
        return new ProviderFailure(Failure.of(FailureCategory.RATE_LIMITED, message), true, false, retryAfter, null);
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
