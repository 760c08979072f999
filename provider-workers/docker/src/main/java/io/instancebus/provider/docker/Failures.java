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

/** The engine's errors in our terms. docs/docker.md has the table. */
final class Failures {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST = 1_000;

    /** What the engine says with status 500 when there is not enough of something. */
    private static final List<String> SCARCE = List.of(
            "no space left on device",
            "cannot allocate memory",
            "no available ip",
            "no available ipv4",
            "all ports are allocated",
            "too many open files",
            "resource temporarily unavailable");

    /** Said of a path, not of a container: something in between leads elsewhere. */
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
        // Not its message: it may hold what could not be read.
        return ProviderFailure.unreadable(
                "the answer to " + call + " could not be read (" + e.getClass().getSimpleName() + ")");
    }

    static ProviderFailure of(String call, int status, String body) {
        String message = message(body);
        if (message.isEmpty()) {
            // An engine always says what is wrong: something in between has answered.
            return status == 502 || status == 504
                    ? ProviderFailure.outcomeUnknown(call + " was answered " + status + " on the way", null)
                    : ProviderFailure.of(
                            status == 401 || status == 403 || status == 407
                                    ? FailureCategory.AUTH
                                    : FailureCategory.RETRYABLE,
                            Integer.toString(status),
                            call + " was answered " + status + ", and not by an engine");
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

    /** What the engine said; empty if that is no engine's answer. */
    private static String message(String body) {
        try {
            return Text.fit(JSON.readTree(body).path("message").asString(""), LONGEST);
        } catch (JacksonException e) {
            return "";
        }
    }
}
