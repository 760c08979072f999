package io.instancebus.worker.provider;

/**
 * What a provider answers to a create.
 *
 * @param nativeId the provider's id of the instance
 */
public record CreatedInstance(String nativeId) {}
