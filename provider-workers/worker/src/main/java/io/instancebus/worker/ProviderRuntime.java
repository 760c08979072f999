package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.Secrets;
import io.instancebus.service.Closing;
import io.instancebus.worker.hand.Hand;
import io.instancebus.worker.hand.HandAccount;
import io.instancebus.worker.hand.InstanceLimit;
import io.instancebus.worker.hand.RateLimiter;
import io.instancebus.worker.watcher.WatchedAccount;
import io.instancebus.worker.watcher.Watchers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The runtime of one provider type: the open providers of its accounts, the hand, and the watchers. */
final class ProviderRuntime implements AutoCloseable {
    /** The time to report a provider's last answer. */
    private static final Duration TELLING = Duration.ofSeconds(5);

    private final ProviderType type;
    private final List<AccountConfig> accounts;
    private final WorkerContext context;
    private final Closing closing = new Closing();
    private final Providers providers;
    private final Duration usualPassInterval;
    private volatile Map<String, HandAccount> handAccounts = Map.of();
    private volatile Optional<Hand> hand = Optional.empty();
    private volatile Optional<Watchers> watchers = Optional.empty();

    private ProviderRuntime(
            ProviderType type,
            List<AccountConfig> accounts,
            WorkerContext context,
            Providers providers,
            Duration usualPassInterval) {
        this.type = type;
        this.accounts = accounts;
        this.context = context;
        this.providers = closing.add(providers);
        this.usualPassInterval = usualPassInterval;
    }

    /**
     * Creates a runtime whose hand and watchers are not started.
     *
     * @throws IllegalArgumentException if an account's provider cannot be opened; the message names the account and the
     *     reason
     */
    static ProviderRuntime of(
            ProviderType type,
            List<AccountConfig> accounts,
            Adapters adapters,
            Secrets secrets,
            WorkerContext context) {
        Providers providers = Providers.open(accounts, adapters, secrets, context.meters());
        return new ProviderRuntime(
                type, accounts, context, providers, adapters.of(type).passInterval());
    }

    boolean has(List<AccountConfig> others) {
        return accounts.equals(others);
    }

    Optional<Provider> provider(String account) {
        return providers.find(account);
    }

    void begin() {
        beginTasks(Optional.empty());
        beginWatching();
    }

    /**
     * Starts in place of another runtime, on which the caller then calls {@link #finish}: its tasks count towards the
     * limits of both. Only the watchers pause, because an account can have only one at a time.
     */
    void relieve(ProviderRuntime other) {
        beginTasks(Optional.of(other));
        other.watchers.ifPresent(Watchers::close);
        beginWatching();
    }

    /** Ends like {@link #close}, but waits for all tasks. Shutdown does not wait: it closes the runtime meanwhile. */
    void finish() {
        watchers.ifPresent(Watchers::close);
        Duration longest = handAccounts.values().stream()
                .map(HandAccount::longestTask)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        hand.ifPresent(each -> each.close(longest.plus(TELLING)));
        close();
    }

    private void beginTasks(Optional<ProviderRuntime> before) {
        handAccounts = accounts.stream()
                .map(account -> handAccount(account, before.flatMap(runtime -> runtime.withLimitsOf(account))))
                .collect(Collectors.toMap(HandAccount::name, Function.identity()));
        hand = Optional.of(closing.add(context.hand(type, handAccounts)));
    }

    /** The account in this runtime, if it exists and has the same limits. */
    private Optional<HandAccount> withLimitsOf(AccountConfig account) {
        return accounts.stream()
                .filter(own -> own.name().equals(account.name()) && own.limits().equals(account.limits()))
                .findFirst()
                .map(own -> handAccounts.get(own.name()));
    }

    private void beginWatching() {
        watchers = Optional.of(closing.add(context.watchers(
                type,
                accounts.stream()
                        .map(account -> new WatchedAccount(
                                account.name(),
                                providers.of(account),
                                Objects.requireNonNullElse(account.passInterval(), usualPassInterval),
                                context.meters().account(account.name())))
                        .toList())));
    }

    /**
     * @param before the former account, whose tasks may still be in progress and continue to count towards the limits
     */
    private HandAccount handAccount(AccountConfig account, Optional<HandAccount> before) {
        return new HandAccount(
                account.name(),
                providers.of(account),
                before.map(HandAccount::rateLimiter).orElseGet(() -> rateLimiter(account)),
                before.map(HandAccount::limit).orElseGet(() -> instanceLimit(account)),
                account.providerTimeout());
    }

    private RateLimiter rateLimiter(AccountConfig account) {
        return new RateLimiter(
                account.limits().concurrency(),
                Optional.ofNullable(account.limits().requestsPerSecond()),
                context.clocks().steady());
    }

    private InstanceLimit instanceLimit(AccountConfig account) {
        return new InstanceLimit(
                Optional.ofNullable(account.limits().instances()),
                () -> context.table().there(account.name()),
                context.clocks().steady());
    }

    /** Whether the accounts have watchers, here or in another worker. */
    boolean ready() {
        return watchers.filter(Watchers::ready).isPresent();
    }

    /** What keeps the hand from taking tasks. */
    Optional<String> handTrouble() {
        return hand.flatMap(Hand::unavailableReason);
    }

    /** Whether all started parts still work. */
    boolean live() {
        return hand.stream().allMatch(Hand::live) && watchers.stream().allMatch(Watchers::live);
    }

    @Override
    public void close() {
        closing.close();
    }
}
