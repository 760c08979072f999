package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.openstack.OpenstackConfig;
import io.instancebus.worker.provider.openstack.OpenstackProvider;
import io.instancebus.worker.provider.openstack.OpenstackSettings;
import io.instancebus.worker.secret.AccountSecrets;
import java.time.Clock;

/** Opens accounts with an OpenStack or with Rackspace. */
record OpenstackFactory(AccountSecrets secrets) implements ProviderFactory {
    @Override
    public Provider open(AccountConfig account) {
        OpenstackConfig config = OpenstackSettings.read(account.type(), account.settings(), account.providerTimeout());
        String field = config.type().label() + "'s secret";
        return new OpenstackProvider(
                config, () -> secrets.lookUp(config.login().secretReference(), field), Clock.systemUTC());
    }
}
