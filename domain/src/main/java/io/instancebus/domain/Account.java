package io.instancebus.domain;

/**
 * An account with a provider, as the decider sees it.
 *
 * @param sshPort where SSH answers on its instances when the provider reports no port
 */
public record Account(String name, ProviderType providerType, Policy policy, int sshPort) {
    static final int USUAL_SSH_PORT = 22;

    /** With SSH where it usually is. */
    public Account(String name, ProviderType providerType, Policy policy) {
        this(name, providerType, policy, USUAL_SSH_PORT);
    }
}
