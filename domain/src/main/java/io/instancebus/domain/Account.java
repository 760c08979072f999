package io.instancebus.domain;

/**
 * An account with a provider, as the decider sees it.
 *
 * @param sshPort the SSH port of its instances for which the provider reports none
 */
public record Account(String name, ProviderType providerType, Policy policy, int sshPort) {
    static final int USUAL_SSH_PORT = 22;

    /** With SSH on port 22. */
    public Account(String name, ProviderType providerType, Policy policy) {
        this(name, providerType, policy, USUAL_SSH_PORT);
    }
}
