package io.instancebus.provider.openstack;

import static io.instancebus.domain.CommandType.DESTROY;
import static io.instancebus.domain.CommandType.REBOOT;
import static io.instancebus.domain.CommandType.RUN;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secrets;
import java.util.List;
import java.util.Map;

/** Opens accounts at Rackspace. */
public final class RackspaceFactory implements ProviderFactory {
    /**
     * Rackspace has no stop that keeps the server, and therefore no start; a server in the state stopped can only be
     * destroyed.
     */
    private static final ProviderRules RULES = ProviderRules.withActions(
            Map.of(InstanceState.RUNNING, List.of(REBOOT, DESTROY, RUN), InstanceState.STOPPED, List.of(DESTROY)));

    @Override
    public ProviderType type() {
        return ProviderType.RACKSPACE;
    }

    @Override
    public ProviderRules rules() {
        return RULES;
    }

    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        return OpenstackFactory.provider(account, secrets);
    }
}
