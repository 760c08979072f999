package io.instancebus.provider;

/** Looks up a secret each time it is needed, so that it can be changed without a restart. */
@FunctionalInterface
public interface SecretSource {
    /** The current secret; the caller closes it. */
    Secret open() throws SecretFailure;
}
