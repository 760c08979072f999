package io.instancebus.provider;

/** The secrets that the accounts file refers to. Safe for use by many threads. */
@FunctionalInterface
public interface Secrets {
    /**
     * The secret as it is now, which the caller closes.
     *
     * @param reference {@code file:NAME} or {@code env:NAME}
     * @param field what the secret is for, for messages
     */
    Secret lookUp(String reference, String field) throws SecretFailure;

    /** Looks this secret up whenever it is needed. */
    default SecretSource source(String reference, String field) {
        return () -> lookUp(reference, field);
    }
}
