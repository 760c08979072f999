package io.instancebus.provider.openstack;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps OpenStack's refusals and faults to failures. docs/openstack.md has the table. */
final class Failures {
    /** Nova's message repeats invalid input. User data, which is part of every server, may contain a secret. */
    private static final Pattern ECHO = Pattern.compile("(?s)(field/attribute (?:user_data|server))\\b.*");

    /** Nova names only the quotas of servers, processors and memory as quotas. */
    private static final Pattern QUOTA =
            Pattern.compile("quota|maximum number of (?!retries)|limit exceeded", Pattern.CASE_INSENSITIVE);

    private Failures() {}

    /** The failure of a call that changes something. */
    static ProviderFailure ofChange(String call, Refused refused) {
        return refused.status() >= 500 && refused.status() != 501
                ? ProviderFailure.outcomeUnknown(call + ": " + words(refused), null)
                : refusal(call, refused);
    }

    /**
     * The failure of a read or a login, whose outcome is never unknown. An error in the service's own form concerns
     * this call; any other 5xx comes from a proxy before it, and concerns all calls.
     */
    static ProviderFailure ofRead(String call, Refused refused) {
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
            // Nova answers 403 both for missing rights and for an exhausted quota.
            case 403 -> quota ? FailureCategory.QUOTA : FailureCategory.AUTH;
            case 404 -> refused.saysNotFound() ? FailureCategory.NOT_FOUND : FailureCategory.RETRYABLE;
            case 408 -> FailureCategory.RETRYABLE;
            case 409 -> FailureCategory.CONFLICT;
            // Before status 429 existed, 413 meant both.
            case 413 -> quota && refused.retryAfter() == null ? FailureCategory.QUOTA : FailureCategory.RATE_LIMITED;
            case 429 -> FailureCategory.RATE_LIMITED;
            default -> FailureCategory.INVALID;
        };
    }

    private static String words(Refused refused) {
        return ECHO.matcher(refused.words()).replaceFirst("$1; the sent value is omitted");
    }

    /** The failure of a server in ERROR. */
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
