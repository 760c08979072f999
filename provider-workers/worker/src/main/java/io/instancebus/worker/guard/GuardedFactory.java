package io.instancebus.worker.guard;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import io.instancebus.mapping.RulesMapping;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secrets;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The boundary around an adapter. What it declares is read and checked once; each provider that it opens is guarded.
 */
public final class GuardedFactory implements ProviderFactory {
    /** A call is given up after this time, or after three times the account's provider time-out if that is longer. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Duration LONGEST_PASS_INTERVAL = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(GuardedFactory.class);

    private final ProviderFactory adapter;
    private final AdapterCalls calls;
    private final ProviderType type;
    private final ProviderRules rules;
    private final Duration passInterval;

    /** @throws ProviderFailure if a method fails */
    private GuardedFactory(ProviderFactory adapter) throws ProviderFailure {
        this.adapter = adapter;
        this.calls = new AdapterCalls(adapter.getClass().getName(), loader(adapter));
        AdapterCalls loading = AdapterCalls.toLoad(adapter.getClass().getName(), loader(adapter));
        this.type = loading.ask("type", LONGEST, () -> Results.required(adapter.type()));
        this.rules = loading.ask("rules", LONGEST, () -> rules(adapter));
        this.passInterval = loading.ask("passInterval", LONGEST, () -> passInterval(adapter));
    }

    /**
     * Makes an adapter that was found, and guards it.
     *
     * @throws IllegalArgumentException if it cannot be made, or as {@link #of(ProviderFactory)}
     */
    public static GuardedFactory of(ServiceLoader.Provider<ProviderFactory> found) {
        return of(found, LONGEST);
    }

    static GuardedFactory of(ServiceLoader.Provider<ProviderFactory> found, Duration longest) {
        Class<? extends ProviderFactory> adapterClass = found.type();
        AdapterCalls calls = AdapterCalls.toLoad(adapterClass.getName(), adapterClass.getClassLoader());
        Opening<ProviderFactory> making = new Opening<>(calls, ProviderFactory::close);
        try {
            return of(calls.ask("its constructor", longest, () -> making.opened(found.get())));
        } catch (ProviderFailure e) {
            making.giveUp();
            throw unusable(adapterClass, e);
        }
    }

    private static IllegalArgumentException unusable(Class<?> adapterClass, ProviderFailure reason) {
        return new IllegalArgumentException(
                "the adapter " + adapterClass.getName() + " cannot be used: " + reason.getMessage(), reason);
    }

    /**
     * Guards an adapter.
     *
     * @throws IllegalArgumentException if the adapter does not declare a valid type, valid rules and a valid interval;
     *     it is closed
     */
    public static GuardedFactory of(ProviderFactory adapter) {
        if (adapter instanceof GuardedFactory guarded) {
            return guarded;
        }
        try {
            return new GuardedFactory(adapter);
        } catch (ProviderFailure e) {
            new AdapterCalls(adapter.getClass().getName(), loader(adapter)).attempt("close", LONGEST, adapter::close);
            throw unusable(adapter.getClass(), e);
        }
    }

    private static ClassLoader loader(ProviderFactory adapter) {
        return adapter.getClass().getClassLoader();
    }

    private static ProviderRules rules(ProviderFactory adapter) {
        ProviderRules rules = Results.required(adapter.rules());
        try {
            RulesMapping.requirePublishable(rules);
            return rules;
        } catch (IllegalArgumentException e) {
            throw new AdapterBug("the provider's adapter declares rules that cannot be published: " + e.getMessage());
        }
    }

    private static Duration passInterval(ProviderFactory adapter) {
        Duration interval = Results.required(adapter.passInterval());
        if (!interval.isPositive() || interval.compareTo(LONGEST_PASS_INTERVAL) > 0) {
            throw new AdapterBug("the provider's adapter declares a pass interval of " + interval
                    + "; valid is more than 0 and at most " + LONGEST_PASS_INTERVAL);
        }
        return interval;
    }

    private static Duration longest(AccountConfig account) {
        Duration timeouts = longestCheck(account);
        return timeouts.compareTo(LONGEST) > 0 ? timeouts : LONGEST;
    }

    /** The adapter's class and jar, for people. */
    public String origin() {
        Class<?> adapterClass = adapter.getClass();
        return adapterClass.getName() + " in "
                + adapterClass.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    public ProviderType type() {
        return type;
    }

    @Override
    public ProviderRules rules() {
        return rules;
    }

    @Override
    public Duration passInterval() {
        return passInterval;
    }

    /**
     * Opens an account. If the adapter has a bug, the account is disabled: each call fails with the reason.
     *
     * @throws IllegalArgumentException if the account's settings are wrong
     */
    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        try {
            return open(account, secrets, LONGEST);
        } catch (ProviderFailure e) {
            log.atError()
                    .addKeyValue("account", account.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("The account is disabled");
            return new DisabledProvider(
                    type,
                    ProviderFailure.of(
                            FailureCategory.INTERNAL,
                            null,
                            "the account could not be opened, and is disabled until an account of its type changes in the"
                                    + " accounts file or the workers start again: "
                                    + e.getMessage(),
                            e.getCause()));
        }
    }

    private Provider open(AccountConfig account, Secrets secrets, Duration longest) throws ProviderFailure {
        AdapterCalls own = new AdapterCalls(account.name(), loader(adapter));
        Opening<Provider> opening = new Opening<>(own, Provider::close);
        try {
            Provider provider = withSettings(
                    own, "open", longest, () -> opening.opened(Results.required(adapter.open(account, secrets))));
            Capabilities capabilities =
                    own.ask("capabilities", longest, () -> Results.capabilities(provider.capabilities()));
            return new GuardedProvider(provider, type, capabilities, own, longest(account));
        } catch (ProviderFailure e) {
            opening.giveUp();
            throw e;
        }
    }

    /** What is opened is closed if that was given up, also if it comes later. */
    private static final class Opening<T> {
        private final AdapterCalls calls;
        private final Consumer<T> close;
        private Optional<T> opened = Optional.empty();
        private boolean givenUp;

        Opening(AdapterCalls calls, Consumer<T> close) {
            this.calls = calls;
            this.close = close;
        }

        T opened(T fresh) {
            if (!keep(fresh)) {
                close.accept(fresh);
            }
            return fresh;
        }

        private synchronized boolean keep(T fresh) {
            opened = Optional.of(fresh);
            return !givenUp;
        }

        private synchronized Optional<T> end() {
            givenUp = true;
            return opened;
        }

        void giveUp() {
            end().ifPresent(fresh -> calls.attempt("close", LONGEST, () -> close.accept(fresh)));
        }
    }

    /**
     * An adapter's own check may say which setting is wrong. The usual one asks the provider; there, an exception is no
     * word about settings, and its message may contain a secret.
     */
    @Override
    public Checked check(AccountConfig account, Secrets secrets) throws ProviderFailure {
        Duration longest = longestCheck(account);
        if (!hasUsualCheck()) {
            return withSettings(calls, "check", longest, () -> checked(adapter.check(account, secrets)));
        }
        try (Provider provider = open(account, secrets, longest.compareTo(LONGEST) < 0 ? longest : LONGEST)) {
            Catalogue catalogue = provider.catalogue();
            provider.probe();
            return new Answered(catalogue);
        }
    }

    /** The time for a whole check: a person waits for it. */
    public static Duration longestCheck(AccountConfig account) {
        return account.providerTimeout().multipliedBy(3);
    }

    /** @throws IllegalArgumentException if the account's settings are wrong */
    private static <T> T withSettings(AdapterCalls calls, String operation, Duration longest, Callable<T> callable)
            throws ProviderFailure {
        try {
            return calls.make(operation, longest, callable, late -> ProviderFailure.unreachable(late, null));
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IllegalArgumentException wrong -> throw wrong;
                case UncheckedIOException unreadable -> throw unreadable;
                case null, default -> throw calls.asked(operation, e);
            }
        }
    }

    private boolean hasUsualCheck() {
        try {
            return adapter.getClass()
                    .getMethod("check", AccountConfig.class, Secrets.class)
                    .getDeclaringClass()
                    .equals(ProviderFactory.class);
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    private static Checked checked(Checked result) {
        return switch (Results.required(result)) {
            case Answered answered -> new Answered(Results.catalogue(answered.catalogue()));
            case NotOpened notOpened -> new NotOpened(Results.required(notOpened.reason()));
        };
    }

    @Override
    public void close() {
        calls.attempt("close", LONGEST, adapter::close);
    }
}
