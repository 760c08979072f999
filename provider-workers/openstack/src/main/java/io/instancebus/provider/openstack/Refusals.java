package io.instancebus.provider.openstack;

import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jclouds.http.HttpCommand;
import org.jclouds.http.HttpErrorHandler;
import org.jclouds.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Converts each error response to a {@link Refused}; of its body, only the service's message is used. */
final class Refusals implements HttpErrorHandler {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Clock clock;

    Refusals(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handleError(HttpCommand command, HttpResponse response) {
        command.setException(
                refused(response.getStatusCode(), body(response), response.getFirstHeaderOrNull("Retry-After"), clock));
    }

    /** The body is a message within one element: {"forbidden": {"message": "…", "code": 403}}. */
    static Refused refused(int status, String body, @Nullable String retryAfter, Clock clock) {
        JsonNode root = parsed(body);
        for (String word : root.propertyNames()) {
            JsonNode details = root.path(word);
            if (details.path("message").isString()) {
                String message = details.path("message").asString();
                String more = details.path("details").asString("");
                String later = retryAfter != null
                        ? retryAfter
                        : details.path("retryAfter")
                                .asString(details.path("retryAt").asString(""));
                return new Refused(status, word, more.isEmpty() ? message : message + " " + more, moment(later, clock));
            }
        }
        return new Refused(status, "", "the answer was " + status, moment(String.valueOf(retryAfter), clock));
    }

    private static JsonNode parsed(String body) {
        try {
            JsonNode root = JSON.readTree(body);
            return root.isObject() ? root : MissingNode.getInstance();
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static String body(HttpResponse response) {
        if (response.getPayload() == null) {
            return "";
        }
        try (InputStream in = response.getPayload().openStream()) {
            return new String(ByteStreams.toByteArray(in), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Reads seconds, or a date in the form of HTTP or ISO 8601. */
    private static @Nullable Duration moment(String later, Clock clock) {
        if (later.matches("[0-9]{1,6}")) {
            return Duration.ofSeconds(Long.parseLong(later));
        }
        try {
            Instant at = later.endsWith("Z")
                    ? Instant.parse(later)
                    : ZonedDateTime.parse(later, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            Duration wait = Duration.between(clock.instant(), at);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
