package com.example.processes;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secrets;

/** Opens accounts of type {@code processes}. */
public final class ProcessesFactory implements ProviderFactory {
    static final ProviderType TYPE = new ProviderType("processes");

    @Override
    public ProviderType type() {
        return TYPE;
    }

    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        return new ProcessesProvider(ProcessesConfig.read(account.settings()));
    }
}
