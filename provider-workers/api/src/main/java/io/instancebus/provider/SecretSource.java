package io.instancebus.provider;

/** A secret that is looked up each time it is needed, so that it can be changed without a restart. */
@FunctionalInterface
public interface SecretSource {
    /** The secret as it is now, which the caller closes. */
    Secret open() throws SecretFailure;
}
