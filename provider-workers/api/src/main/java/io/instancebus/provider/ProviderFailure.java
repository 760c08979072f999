package io.instancebus.provider;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A provider said no, or could not be heard. Its message never holds a secret.
 */
public final class ProviderFailure extends Exception {
    /** The code of a failure where one side does not trust the other's certificate. */
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

    /** The provider said no. */
    public static ProviderFailure of(FailureCategory category, @Nullable String providerCode, String message) {
        return new ProviderFailure(
                new Failure(category, providerCode, message, category.isTransient()), true, false, null, null);
    }

    /** The request went out and no answer came back: it may have been carried out. */
    public static ProviderFailure outcomeUnknown(String message, @Nullable Throwable cause) {
        return new ProviderFailure(Failure.of(FailureCategory.RETRYABLE, message), false, true, null, cause);
    }

    /** An answer came and cannot be read: what was asked for may have been carried out. */
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

    /** Too many requests; the provider may say when to come again. */
    public static ProviderFailure rateLimited(String message, @Nullable Duration retryAfter) {
        return new ProviderFailure(Failure.of(FailureCategory.RATE_LIMITED, message), true, false, retryAfter, null);
    }

    /** The same failure of a request that only asks: it has no effect, so its outcome is never unknown. */
    public ProviderFailure asQuestion() {
        return outcomeUnknown ? new ProviderFailure(failure, answered, false, retryAfter, getCause()) : this;
    }

    public Failure failure() {
        return failure;
    }

    /**
     * Whether the provider may answer another request all the same: it answered this one, and neither that the account
     * may not ask nor that it asks too often.
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
