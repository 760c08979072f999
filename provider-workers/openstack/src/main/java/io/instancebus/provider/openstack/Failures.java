package io.instancebus.provider.openstack;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OpenStack's refusals and faults in our terms. docs/openstack.md has the table. */
final class Failures {
    /** Nova repeats what it does not like, and user data, which all of a server has in it, may hold a secret. */
    private static final Pattern ECHO = Pattern.compile("(?s)(field/attribute (?:user_data|server))\\b.*");

    /** Of quotas, Nova calls only those by their name that count servers, their processors and their memory. */
    private static final Pattern QUOTA =
            Pattern.compile("quota|maximum number of (?!retries)|limit exceeded", Pattern.CASE_INSENSITIVE);

    private Failures() {}

    /** Of a call that changes something. */
    static ProviderFailure ofChange(String call, Refused refused) {
        return refused.status() >= 500 && refused.status() != 501
                ? ProviderFailure.outcomeUnknown(call + ": " + words(refused), null)
                : refusal(call, refused);
    }

    /**
     * Of a call that looks or logs in: nothing about its outcome is unknown. An error in the service's own form is about
     * this call; any other 5xx comes from something before it, and is about all.
     */
    static ProviderFailure ofLook(String call, Refused refused) {
        if (refused.status() < 500) {
            return refusal(call, refused);
        }
        String message = call + ": " + words(refused);
        return refused.code().isEmpty()
                ? ProviderFailure.unreachable(message, null)
                : ProviderFailure.of(FailureCategory.RETRYABLE, refused.code(), message);
    }

    private static ProviderFailure refusal(String call, Refused refused) {
        FailureCategory category = category(refused);
        String message = words(refused);
        return switch (category) {
            case RATE_LIMITED -> ProviderFailure.rateLimited(message, refused.retryAfter());
            case RETRYABLE -> ProviderFailure.unreachable(call + ": " + message, null);
            case CAPACITY, QUOTA, INVALID, AUTH, CONFLICT, NOT_FOUND, TIMEOUT, INTERNAL ->
                ProviderFailure.of(category, refused.code().isEmpty() ? null : refused.code(), message);
        };
    }

    private static FailureCategory category(Refused refused) {
        boolean quota = QUOTA.matcher(refused.words()).find();
        return switch (refused.status()) {
            case 401 -> FailureCategory.AUTH;
            // Nova says both "you may not" and "you have had your share" with 403.
            case 403 -> quota ? FailureCategory.QUOTA : FailureCategory.AUTH;
            case 404 -> refused.saysNotFound() ? FailureCategory.NOT_FOUND : FailureCategory.RETRYABLE;
            case 408 -> FailureCategory.RETRYABLE;
            case 409 -> FailureCategory.CONFLICT;
            // Before 429 was, 413 stood for both.
            case 413 -> quota && refused.retryAfter() == null ? FailureCategory.QUOTA : FailureCategory.RATE_LIMITED;
            case 429 -> FailureCategory.RATE_LIMITED;
            default -> FailureCategory.INVALID;
        };
    }

    private static String words(Refused refused) {
        return ECHO.matcher(refused.words()).replaceFirst("$1; what was sent is left out here");
    }

    /** What Nova says of a server in ERROR. */
    static Failure ofServer(@Nullable String code, String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        FailureCategory category;
        if (QUOTA.matcher(message).find()) {
            category = FailureCategory.QUOTA;
        } else if (lower.contains("no valid host") || lower.contains("exceeded maximum number of retries")) {
            category = FailureCategory.CAPACITY;
        } else {
            category = FailureCategory.INTERNAL;
        }
        return new Failure(category, code, message, category.isTransient());
    }
}
