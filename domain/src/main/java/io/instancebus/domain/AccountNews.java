package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is to be said of an account. The classes are named as the bodies of an AccountEvent are. */
public sealed interface AccountNews {

    /** Compaction keeps the latest event of each topic of conversation; health is one, however it turned out. */
    String key();

    /** The provider cannot be believed or reached. */
    record SourceStale(Instant since, Failure failure) implements AccountNews {
        @Override
        public String key() {
            return "SourceHealth";
        }
    }

    /**
     * It answers, and every instance was looked at.
     *
     * @param staleSince null when it was not stale
     * @param unclear which instances it does not show, and why, in words; null when it shows all
     */
    record SourceRecovered(
            @Nullable Instant staleSince, @Nullable String unclear) implements AccountNews {
        @Override
        public String key() {
            return "SourceHealth";
        }
    }

    /** What can be made with the account, all of it. */
    record CatalogueChanged(Catalogue catalogue) implements AccountNews {
        @Override
        public String key() {
            return "CatalogueChanged";
        }
    }

    /** What can be made with the account cannot be read now; what was told of it before stays. */
    record CatalogueUnreadable(Instant since, Failure failure) implements AccountNews {
        @Override
        public String key() {
            return "CatalogueUnreadable";
        }
    }

    /** How instances of the account's provider type are decided about. */
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
