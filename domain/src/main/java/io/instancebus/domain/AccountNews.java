package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** News about an account, to be published. The classes have the names of the bodies of an AccountEvent. */
public sealed interface AccountNews {

    /**
     * The compaction key's suffix: compaction keeps the latest event of each kind of news. Stale and recovered are one
     * kind, health.
     */
    String key();

    /** The provider cannot be reached, or its answers are not reliable. */
    record SourceStale(Instant since, Failure failure) implements AccountNews {
        @Override
        public String key() {
            return "SourceHealth";
        }
    }

    /**
     * The provider answers, and every instance was observed.
     *
     * @param staleSince null when it was not stale
     * @param unclear the instances that the provider does not show, and why, in words; null when it shows all
     */
    record SourceRecovered(
            @Nullable Instant staleSince, @Nullable String unclear) implements AccountNews {
        @Override
        public String key() {
            return "SourceHealth";
        }
    }

    /** The complete catalogue of the account. */
    record CatalogueChanged(Catalogue catalogue) implements AccountNews {
        @Override
        public String key() {
            return "CatalogueChanged";
        }
    }

    /** The catalogue of the account cannot be read now; the last one that was published stays valid. */
    record CatalogueUnreadable(Instant since, Failure failure) implements AccountNews {
        @Override
        public String key() {
            return "CatalogueUnreadable";
        }
    }

    /** The rules for instances of the account's provider type. */
    record ProviderRulesDeclared(ProviderRules rules) implements AccountNews {
        @Override
        public String key() {
            return "ProviderRulesDeclared";
        }
    }

    /** A public key that secrets for the account's workers may be sealed to. */
    record SealingKeyPublished(String keyId, String algorithm, Bytes publicKey) implements AccountNews {
        @Override
        public String key() {
            return "SealingKeyPublished";
        }
    }
}
