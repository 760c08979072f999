package io.instancebus.worker.provider;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderRules;
import java.time.Duration;

/** Opens accounts of one provider type. Closing it closes what its accounts share, after the providers themselves. */
@FunctionalInterface
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

    /** How instances of this provider type are decided about, where it differs from the common rules. */
    default ProviderRules rules() {
        return ProviderRules.COMMON;
    }

    /** How long after a look at all instances of an account the next one is usual. */
    default Duration passInterval() {
        return Duration.ofSeconds(10);
    }

    /** @throws IllegalArgumentException if the account's settings are wrong */
    Provider open(AccountConfig account);

    /**
     * Tries an account as the workers would use it, and changes nothing at the provider.
     *
     * @throws IllegalArgumentException if the account's settings are wrong
     * @throws ProviderFailure the provider said no, or could not be heard
     */
    default Checked check(AccountConfig account) throws ProviderFailure {
        try (Provider provider = open(account)) {
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
