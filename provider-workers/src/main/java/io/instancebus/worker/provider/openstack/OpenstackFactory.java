package io.instancebus.worker.provider.openstack;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFactory;
import io.instancebus.worker.provider.Secrets;
import java.time.Clock;

/** Opens accounts with an OpenStack or with Rackspace. */
public record OpenstackFactory(Secrets secrets) implements ProviderFactory {
    @Override
    public Provider open(AccountConfig account) {
        OpenstackConfig config = OpenstackSettings.read(account.type(), account.settings(), account.providerTimeout());
        String field = config.type().label() + "'s secret";
        return new OpenstackProvider(
                config, secrets.source(config.login().secretReference(), field), Clock.systemUTC());
    }
}
