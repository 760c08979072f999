package io.instancebus.provider;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import java.time.Duration;

/**
 * Opens the accounts of one provider type. A worker finds it with {@link java.util.ServiceLoader}: the class is public,
 * has a public constructor without parameters, and is named in {@code
 * META-INF/services/io.instancebus.provider.ProviderFactory}. A process has one instance for each type, and many
 * threads call it at once. Closing it closes what its accounts share, after the providers themselves.
 */
public interface ProviderFactory extends AutoCloseable {
    /** The result of an account's check. */
    sealed interface Checked {}

    /** The provider accepted the login and returned the catalogue. */
    record Answered(Catalogue catalogue) implements Checked {}

    /**
     * The settings are valid; the account was not opened.
     *
     * @param reason the reason, for people
     */
    record NotOpened(String reason) implements Checked {}

    /** The type of the accounts. */
    ProviderType type();

    /** The decider's rules for this provider type, if they differ from the common ones. */
    default ProviderRules rules() {
        return ProviderRules.COMMON;
    }

    /** The default interval between two scans of all instances of an account. */
    default Duration passInterval() {
        return Duration.ofSeconds(10);
    }

    /**
     * Opens an account. The caller closes the provider.
     *
     * @param secrets looks up the account's references
     * @throws IllegalArgumentException if the account's settings are wrong
     */
    Provider open(AccountConfig account, Secrets secrets);

    /**
     * Checks an account as the workers would use it, and changes nothing at the provider.
     *
     * @param secrets looks up the account's references
     * @throws IllegalArgumentException if the account's settings are wrong
     * @throws ProviderFailure if the provider refuses, or does not answer
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
        // Most adapters share nothing.
    }
}
