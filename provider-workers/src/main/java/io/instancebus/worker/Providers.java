package io.instancebus.worker;

import io.instancebus.domain.ProviderType;
import io.instancebus.worker.provider.Provider;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The providers of this process's accounts, open. */
public final class Providers implements AutoCloseable {
    private final Map<String, Provider> byAccount;

    private Providers(Map<String, Provider> byAccount) {
        this.byAccount = byAccount;
    }

    /**
     * Opens each account's.
     *
     * @throws IllegalArgumentException if there is no adapter for an account's type, or its settings are wrong; those
     *     that were open are closed
     */
    public static Providers open(Collection<AccountConfig> accounts, Map<ProviderType, ProviderFactory> factories) {
        Providers providers = new Providers(new LinkedHashMap<>());
        try {
            for (AccountConfig account : accounts) {
                ProviderFactory factory = factories.get(account.type());
                if (factory == null) {
                    throw new IllegalArgumentException("account " + account.name() + ": the adapter for "
                            + account.provider() + " is not in this release; there is "
                            + factories.keySet().stream()
                                    .map(ProviderType::label)
                                    .sorted()
                                    .toList());
                }
                providers.byAccount.put(account.name(), factory.open(account));
            }
            return providers;
        } catch (RuntimeException e) {
            providers.close();
            throw e;
        }
    }

    /** Of an account that was opened. */
    public Provider of(AccountConfig account) {
        return Objects.requireNonNull(byAccount.get(account.name()), account.name());
    }

    @Override
    public void close() {
        byAccount.values().forEach(Provider::close);
    }
}
