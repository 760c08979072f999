package io.instancebus.worker.provider.vsphere;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFactory;
import io.instancebus.worker.provider.Secrets;
import java.time.Clock;

/** Opens accounts with a vCenter. */
public record VsphereFactory(Secrets secrets) implements ProviderFactory {
    private static final String FIELD = "vsphere.password";

    @Override
    public Provider open(AccountConfig account) {
        VsphereConfig config = VsphereConfig.read(account.settings());
        return new VsphereProvider(config, secrets.source(config.passwordReference(), FIELD), Clock.systemUTC());
    }
}
