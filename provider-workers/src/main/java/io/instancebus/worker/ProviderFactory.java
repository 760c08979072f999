package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.worker.provider.Provider;

/** Opens accounts of one provider type. */
@FunctionalInterface
public interface ProviderFactory {
    /** @throws IllegalArgumentException if the account's settings are wrong */
    Provider open(AccountConfig account);
}
