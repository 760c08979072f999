package io.instancebus.domain;

/** Why something failed, in terms that a program can act on. */
public enum FailureCategory {
    CAPACITY,
    QUOTA,
    INVALID,
    AUTH,
    CONFLICT,
    NOT_FOUND,
    RATE_LIMITED,
    RETRYABLE,
    TIMEOUT,
    /** A failure that fits no other category: of the provider, the instance, the adapter or Instance Bus itself. */
    INTERNAL;

    /** Whether the same request may succeed a little later, without help from a person. */
    public boolean isTransient() {
        return switch (this) {
            case RATE_LIMITED, RETRYABLE -> true;
            case CAPACITY, QUOTA, INVALID, AUTH, CONFLICT, NOT_FOUND, TIMEOUT, INTERNAL -> false;
        };
    }
}
