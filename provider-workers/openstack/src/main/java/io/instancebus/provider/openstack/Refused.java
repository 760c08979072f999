package io.instancebus.provider.openstack;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error response. It is not one of jclouds' exceptions, because jclouds' calls convert those to other results: a 404
 * of a list becomes an empty list.
 */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient @Nullable Duration retryAfter;

    /** @param code the service's error code, such as itemNotFound; empty if the response is not from the service */
    Refused(int status, String code, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    /** Whether Nova itself reports that the object does not exist, and not a load balancer that knows no such path. */
    boolean saysNotFound() {
        return status == 404 && code.equals("itemNotFound");
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
