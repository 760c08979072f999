package io.instancebus.provider.ec2;

import java.time.Duration;
import java.util.Optional;
import org.jclouds.aws.AWSResponseException;
import org.jclouds.aws.domain.AWSError;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;
import org.jspecify.annotations.Nullable;

/**
 * An error response, extracted from the exceptions of jclouds.
 *
 * @param code EC2's error code; null if the response is not from EC2
 */
record Refusal(
        int status,
        @Nullable String code,
        String message,
        @Nullable Duration retryAfter) {

    static Optional<Refusal> in(Throwable e) {
        Optional<Refusal> found = Optional.empty();
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof AWSResponseException answer) {
                AWSError error = answer.getError();
                if (error != null && error.getCode() != null) {
                    return Optional.of(new Refusal(
                            status(answer.getResponse()),
                            error.getCode(),
                            String.valueOf(error.getMessage()),
                            retryAfter(answer.getResponse())));
                }
            }
            if (each instanceof HttpResponseException answer) {
                int status = status(answer.getResponse());
                found = Optional.of(
                        new Refusal(status, null, "HTTP status " + status, retryAfter(answer.getResponse())));
            }
        }
        return found;
    }

    private static int status(@Nullable HttpResponse response) {
        return response == null ? 0 : response.getStatusCode();
    }

    private static @Nullable Duration retryAfter(@Nullable HttpResponse response) {
        String seconds = response == null ? null : response.getFirstHeaderOrNull("Retry-After");
        return seconds != null && seconds.matches("[0-9]{1,5}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }
}
