package io.instancebus.provider.openstack;

import static io.instancebus.domain.CommandType.DESTROY;
import static io.instancebus.domain.CommandType.REBOOT;
import static io.instancebus.domain.CommandType.STOP;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secrets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Opens accounts at an OpenStack. */
public final class OpenstackFactory implements ProviderFactory {
    /** A hard reboot can often repair a server in ERROR. */
    private static final ProviderRules RULES =
            ProviderRules.withActions(Map.of(InstanceState.ERROR, List.of(STOP, REBOOT, DESTROY)));

    @Override
    public ProviderType type() {
        return ProviderType.OPENSTACK;
    }

    @Override
    public ProviderRules rules() {
        return RULES;
    }

    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        return provider(account, secrets);
    }

    /** Opens an account at an OpenStack or at Rackspace. */
    static OpenstackProvider provider(AccountConfig account, Secrets secrets) {
        OpenstackConfig config = OpenstackSettings.read(account.type(), account.settings(), account.providerTimeout());
        String field = config.type().label() + "'s secret";
        return new OpenstackProvider(
                config, secrets.source(config.login().secretReference(), field), Clock.systemUTC());
    }
}
