package io.instancebus.provider.vsphere;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secrets;
import java.time.Clock;

/** Opens accounts with a vCenter. */
public final class VsphereFactory implements ProviderFactory {
    private static final String FIELD = "vsphere.password";

    @Override
    public ProviderType type() {
        return ProviderType.VSPHERE;
    }

    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        VsphereConfig config = VsphereConfig.read(account.settings());
        return new VsphereProvider(config, secrets.source(config.passwordReference(), FIELD), Clock.systemUTC());
    }
}
