package io.instancebus.worker.hand;

import io.instancebus.worker.provider.Provider;
import java.time.Duration;

/**
 * An account as hands use it.
 *
 * @param timeout after which a call to the provider has no answer
 */
public record HandAccount(String name, Provider provider, Turnstile turnstile, InstanceLimit limit, Duration timeout) {}
