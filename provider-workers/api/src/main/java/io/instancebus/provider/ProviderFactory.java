package io.instancebus.provider;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import java.time.Duration;

/**
 * Opens the accounts of one provider type. A worker finds it with {@link java.util.ServiceLoader}: the class is public, has a
 * public constructor without parameters, and its name stands in {@code
 * META-INF/services/io.instancebus.provider.ProviderFactory}. A process has one of each type; its methods are called from
 * many threads at once. Closing it closes what its accounts share, after the providers themselves.
 */
public interface ProviderFactory extends AutoCloseable {
    /** What a check of an account came to. */
    sealed interface Checked {}

    /** The provider let us in and showed what can be made. */
    record Answered(Catalogue catalogue) implements Checked {}

    /**
     * The settings are right; the account was not opened.
     *
     * @param reason why not, for people
     */
    record NotOpened(String reason) implements Checked {}

    /** The type of the accounts that it opens. */
    ProviderType type();

    /** How instances of this provider type are decided about, where it differs from the common rules. */
    default ProviderRules rules() {
        return ProviderRules.COMMON;
    }

    /** How long after a look at all instances of an account the next one is usual. */
    default Duration passInterval() {
        return Duration.ofSeconds(10);
    }

    /**
     * Opens an account, whose provider the caller closes.
     *
     * @param secrets where the account's references are looked up
     * @throws IllegalArgumentException if the account's settings are wrong
     */
    Provider open(AccountConfig account, Secrets secrets);

    /**
     * Tries an account as the workers would use it, and changes nothing at the provider.
     *
     * @param secrets where the account's references are looked up
     * @throws IllegalArgumentException if the account's settings are wrong
     * @throws ProviderFailure the provider said no, or could not be heard
     */
    default Checked check(AccountConfig account, Secrets secrets) throws ProviderFailure {
        try (Provider provider = open(account, secrets)) {
            Catalogue catalogue = provider.catalogue();
            provider.probe();
            return new Answered(catalogue);
        }
    }

    @Override
    default void close() {
        // Most share nothing.
    }
}
