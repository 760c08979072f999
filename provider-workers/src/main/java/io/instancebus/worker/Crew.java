package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.worker.hand.Hand;
import io.instancebus.worker.hand.HandAccount;
import io.instancebus.worker.hand.InstanceLimit;
import io.instancebus.worker.hand.Turnstile;
import io.instancebus.worker.watcher.WatchedAccount;
import io.instancebus.worker.watcher.Watchers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The accounts of one provider type: their providers, open, and the hand and the watchers that ask them. */
final class Crew implements AutoCloseable {
    private final ProviderType type;
    private final List<AccountConfig> accounts;
    private final Workplace workplace;
    private final Closing closing = new Closing();
    private final Providers providers;
    private volatile Optional<Hand> hand = Optional.empty();
    private volatile Optional<Watchers> watchers = Optional.empty();

    private Crew(ProviderType type, List<AccountConfig> accounts, Workplace workplace, Providers providers) {
        this.type = type;
        this.accounts = accounts;
        this.workplace = workplace;
        this.providers = closing.add(providers);
    }

    /**
     * With nobody at work yet.
     *
     * @throws IllegalArgumentException saying which account's provider cannot be opened, and why
     */
    static Crew of(
            ProviderType type,
            List<AccountConfig> accounts,
            Map<ProviderType, ProviderFactory> factories,
            Workplace workplace) {
        return new Crew(type, accounts, workplace, Providers.open(accounts, factories));
    }

    boolean has(List<AccountConfig> others) {
        return accounts.equals(others);
    }

    void begin() {
        beginTasks();
        beginWatching();
    }

    /**
     * In the place of another, whose tasks are carried out to their end. Only the watchers leave a gap, since an account
     * has one at a time.
     */
    void relieve(Crew other) {
        beginTasks();
        other.watchers.ifPresent(Watchers::close);
        beginWatching();
        other.close();
    }

    private void beginTasks() {
        Map<String, HandAccount> byName = accounts.stream()
                .map(this::handAccount)
                .collect(Collectors.toMap(HandAccount::name, Function.identity()));
        hand = Optional.of(closing.add(workplace.hand(type, byName)));
    }

    private void beginWatching() {
        watchers = Optional.of(closing.add(workplace.watchers(
                type,
                accounts.stream()
                        .map(account ->
                                new WatchedAccount(account.name(), providers.of(account), account.passInterval()))
                        .toList())));
    }

    private HandAccount handAccount(AccountConfig account) {
        return new HandAccount(
                account.name(),
                providers.of(account),
                new Turnstile(
                        account.limits().concurrency(),
                        Optional.ofNullable(account.limits().requestsPerSecond()),
                        workplace.clock()),
                new InstanceLimit(
                        Optional.ofNullable(account.limits().instances()),
                        () -> workplace.table().there(account.name()),
                        workplace.clock()),
                account.providerTimeout());
    }

    /** Whether the accounts have their watchers, who may be others. */
    boolean ready() {
        return watchers.filter(Watchers::ready).isPresent();
    }

    /** Whether all that has begun works still. */
    boolean live() {
        return hand.stream().allMatch(Hand::live) && watchers.stream().allMatch(Watchers::live);
    }

    @Override
    public void close() {
        closing.close();
    }
}
