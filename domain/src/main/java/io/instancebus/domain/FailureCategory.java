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
    INTERNAL;

    /** Whether trying the same again, a little later, is worth while without a person's help. */
    public boolean passing() {
        return switch (this) {
            case RATE_LIMITED, RETRYABLE -> true;
            case CAPACITY, QUOTA, INVALID, AUTH, CONFLICT, NOT_FOUND, TIMEOUT, INTERNAL -> false;
        };
    }
}
