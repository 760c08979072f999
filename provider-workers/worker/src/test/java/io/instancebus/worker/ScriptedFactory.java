package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secrets;
import java.util.Map;
import java.util.function.Function;

/** A factory of providers that a test scripts. */
record ScriptedFactory(ProviderType type, Function<AccountConfig, Provider> opening) implements ProviderFactory {
    /** A factory for sandbox accounts. */
    static Map<ProviderType, ProviderFactory> sandbox(Function<AccountConfig, Provider> opening) {
        return Map.of(ProviderType.SANDBOX, new ScriptedFactory(ProviderType.SANDBOX, opening));
    }

    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        return opening.apply(account);
    }
}
