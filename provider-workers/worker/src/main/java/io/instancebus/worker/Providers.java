package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.provider.Provider;
import io.instancebus.provider.Secrets;
import io.instancebus.worker.measure.WorkerMeters;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The open providers of this process's accounts. */
public final class Providers implements AutoCloseable {
    private final Map<String, Provider> byAccount;

    private Providers(Map<String, Provider> byAccount) {
        this.byAccount = byAccount;
    }

    /**
     * Opens the provider of each account.
     *
     * @throws IllegalArgumentException if providers cannot be opened; the message has the reason for each of them, and
     *     none stays open
     */
    static Providers open(Collection<AccountConfig> accounts, Adapters adapters, Secrets secrets, WorkerMeters meters) {
        Providers providers = new Providers(new LinkedHashMap<>());
        List<String> problems = new ArrayList<>();
        for (AccountConfig account : accounts) {
            try {
                Provider opened = adapters.of(account.type()).open(account, secrets);
                providers.byAccount.put(account.name(), meters.calls(account.name(), opened));
            } catch (IllegalArgumentException | UncheckedIOException e) {
                problems.add("account " + account.name() + ": " + e.getMessage());
            } catch (RuntimeException e) {
                providers.close();
                throw e;
            }
        }
        if (!problems.isEmpty()) {
            providers.close();
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return providers;
    }

    /** The provider of an account that was opened. */
    public Provider of(AccountConfig account) {
        return Objects.requireNonNull(byAccount.get(account.name()), account.name());
    }

    Optional<Provider> find(String account) {
        return Optional.ofNullable(byAccount.get(account));
    }

    @Override
    public void close() {
        byAccount.values().forEach(Provider::close);
    }
}
