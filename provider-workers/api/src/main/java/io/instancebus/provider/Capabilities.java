package io.instancebus.provider;

/**
 * What an adapter can do beyond the port.
 *
 * @param idempotentCreate the provider itself refuses a second create of one key (a client token); else the
 *     worker looks for the key before it creates
 * @param createInSteps a create is several requests and can end between them; the worker has {@link Provider#resume} go
 *     on with what it finds by its key
 * @param gracefulStop there is a way to stop that asks the guest
 * @param describeBatch how many instances one describe may name
 */
public record Capabilities(boolean idempotentCreate, boolean createInSteps, boolean gracefulStop, int describeBatch) {}
