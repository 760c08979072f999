package io.instancebus.worker.guard;

import io.instancebus.accounts.AccountConfig;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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
        this.type = calls.ask("type", LONGEST, () -> Results.required(adapter.type()));
        this.rules = calls.ask("rules", LONGEST, () -> rules(adapter));
        this.passInterval = calls.ask("passInterval", LONGEST, () -> passInterval(adapter));
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
            String name = adapter.getClass().getName();
            new AdapterCalls(name, loader(adapter)).attempt("close", LONGEST, adapter::close);
            throw new IllegalArgumentException("the adapter " + name + " cannot be used: " + e.getMessage(), e);
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
        Duration timeouts = account.providerTimeout().multipliedBy(3);
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
        AdapterCalls own = new AdapterCalls(account.name(), loader(adapter));
        Opening opening = new Opening(own);
        try {
            Provider provider = withSettings(
                    own, "open", LONGEST, () -> opening.opened(Results.required(adapter.open(account, secrets))));
            Capabilities capabilities =
                    own.ask("capabilities", LONGEST, () -> Results.capabilities(provider.capabilities()));
            return new GuardedProvider(provider, type, capabilities, own, longest(account));
        } catch (ProviderFailure e) {
            opening.giveUp();
            log.atError()
                    .addKeyValue("account", account.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("The account is disabled");
            return new DisabledProvider(
                    type,
                    ProviderFailure.of(
                            FailureCategory.INTERNAL,
                            null,
                            "the account could not be opened, and is disabled until the workers start again: "
                                    + e.getMessage(),
                            e.getCause()));
        }
    }

    /** The provider of an opening that was given up is closed, also if it comes later. */
    private static final class Opening {
        private final AdapterCalls calls;
        private Optional<Provider> opened = Optional.empty();
        private boolean givenUp;

        Opening(AdapterCalls calls) {
            this.calls = calls;
        }

        Provider opened(Provider provider) {
            if (!keep(provider)) {
                provider.close();
            }
            return provider;
        }

        private synchronized boolean keep(Provider provider) {
            opened = Optional.of(provider);
            return !givenUp;
        }

        private synchronized Optional<Provider> end() {
            givenUp = true;
            return opened;
        }

        void giveUp() {
            end().ifPresent(provider -> calls.attempt("close", LONGEST, provider::close));
        }
    }

    /**
     * An adapter's own check may say which setting is wrong. The usual one asks the provider; there, an exception is no
     * word about settings, and its message may contain a secret.
     */
    @Override
    public Checked check(AccountConfig account, Secrets secrets) throws ProviderFailure {
        if (hasUsualCheck()) {
            return ProviderFactory.super.check(account, secrets);
        }
        return withSettings(calls, "check", longest(account), () -> checked(adapter.check(account, secrets)));
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
