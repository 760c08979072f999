package io.instancebus.provider;

/** The secrets that the accounts file refers to. Thread-safe. */
@FunctionalInterface
public interface Secrets {
    /**
     * The current secret; the caller closes it.
     *
     * @param reference {@code file:NAME} or {@code env:NAME}
     * @param field the purpose of the secret, for messages
     */
    Secret lookUp(String reference, String field) throws SecretFailure;

    /** A source that looks this secret up each time. */
    default SecretSource source(String reference, String field) {
        return () -> lookUp(reference, field);
    }
}
