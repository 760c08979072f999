package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.vsphere.VsphereConfig;
import io.instancebus.worker.provider.vsphere.VsphereProvider;
import io.instancebus.worker.secret.AccountSecrets;
import java.time.Clock;

/** Opens accounts with a vCenter. */
record VsphereFactory(AccountSecrets secrets) implements ProviderFactory {
    private static final String FIELD = "vsphere.password";

    @Override
    public Provider open(AccountConfig account) {
        VsphereConfig config = VsphereConfig.read(account.settings());
        return new VsphereProvider(config, () -> secrets.lookUp(config.passwordReference(), FIELD), Clock.systemUTC());
    }
}
