package io.instancebus.provider;

/**
 * The optional abilities of an adapter.
 *
 * @param idempotentCreate whether the provider itself refuses a second create with the same key (a client token).
 *     Otherwise the worker searches for the key before it creates
 * @param createInSteps whether a create takes several requests and can end between them; the worker then calls {@link
 *     Provider#resume} for the machine that it finds by its key
 * @param gracefulStop whether a stop can ask the guest to shut down
 * @param describeBatch the maximum number of instances in one describe
 */
public record Capabilities(boolean idempotentCreate, boolean createInSteps, boolean gracefulStop, int describeBatch) {}
