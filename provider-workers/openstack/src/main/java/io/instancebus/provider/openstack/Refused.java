package io.instancebus.provider.openstack;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is an error. It is none of jclouds' exceptions, because for those its calls have answers of their own:
 * for a list that was answered 404, an empty one.
 */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient @Nullable Duration retryAfter;

    /** @param code the service's own word, for example itemNotFound; empty if the answer is none of the service's */
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

    /** Whether Nova itself says that there is no such thing: not a load balancer that knows no such page. */
    boolean saysNotFound() {
        return status == 404 && code.equals("itemNotFound");
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
