package io.instancebus.provider.docker;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Text;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import java.util.List;
import java.util.Locale;
import org.jclouds.http.HttpResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Maps the engine's errors to failures. docs/docker.md has the table. */
final class Failures {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST = 1_000;

    /** Texts of the engine with status 500 when a resource is exhausted. */
    private static final List<String> SCARCE = List.of(
            "no space left on device",
            "cannot allocate memory",
            "no available ip",
            "no available ipv4",
            "all ports are allocated",
            "too many open files",
            "resource temporarily unavailable");

    /** The error for an unknown path, not for an unknown container: a proxy leads elsewhere. */
    private static final String NO_SUCH_CALL = "page not found";

    private Failures() {}

    static ProviderFailure of(String call, RuntimeException e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof Unreadable strange) {
                return ProviderFailure.unreadable("the answer to " + call + " cannot be read: " + strange.getMessage());
            }
            if (each instanceof HttpResponseException refused && refused.getResponse() != null) {
                return of(call, refused.getResponse().getStatusCode(), String.valueOf(refused.getContent()));
            }
        }
        // Without the exception's message, which may contain the unreadable text.
        return ProviderFailure.unreadable(
                "the answer to " + call + " could not be read (" + e.getClass().getSimpleName() + ")");
    }

    static ProviderFailure of(String call, int status, String body) {
        String message = message(body);
        if (message.isEmpty()) {
            // An engine always describes its error, so this response comes from a proxy on the way.
            return status == 502 || status == 504
                    ? ProviderFailure.outcomeUnknown(call + " was answered " + status + " on the way", null)
                    : ProviderFailure.of(
                            status == 401 || status == 403 || status == 407
                                    ? FailureCategory.AUTH
                                    : FailureCategory.RETRYABLE,
                            Integer.toString(status),
                            call + " was answered " + status + ", but not by an engine");
        }
        return status == 429
                ? ProviderFailure.rateLimited(message, null)
                : ProviderFailure.of(category(status, message), Integer.toString(status), message);
    }

    static FailureCategory category(int status, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (text.startsWith("client version") || text.equals(NO_SUCH_CALL)) {
            return FailureCategory.RETRYABLE;
        }
        if (status >= 500 && SCARCE.stream().anyMatch(text::contains)) {
            return FailureCategory.CAPACITY;
        }
        return switch (status) {
            case 400 -> FailureCategory.INVALID;
            case 401, 403 -> FailureCategory.AUTH;
            case 404 -> FailureCategory.NOT_FOUND;
            case 409 -> FailureCategory.CONFLICT;
            case 429 -> FailureCategory.RATE_LIMITED;
            case 502, 503, 504 -> FailureCategory.RETRYABLE;
            default -> FailureCategory.INTERNAL;
        };
    }

    /** The engine's message; empty if the body is not an engine's. */
    private static String message(String body) {
        try {
            return Text.fit(JSON.readTree(body).path("message").asString(""), LONGEST);
        } catch (JacksonException e) {
            return "";
        }
    }
}
