package io.instancebus.worker;

import io.instancebus.domain.Bytes;
import io.instancebus.schemas.sealing.KeyRing;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.schemas.sealing.UnsealingFailed;
import io.instancebus.worker.hand.AdminPasswords;
import io.instancebus.worker.report.AccountNews;
import io.instancebus.worker.secret.SealedTextOpener;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys that secrets for these workers are sealed to; none, where no folder is configured. */
final class SealingKeys {
    private final Optional<KeyRing> ring;

    private SealingKeys(Optional<KeyRing> ring) {
        this.ring = ring;
    }

    static SealingKeys in(@Nullable Path folder) {
        return new SealingKeys(Optional.ofNullable(folder).map(KeyRing::in));
    }

    SealedTextOpener opener() {
        return (text, commandId, instanceId, field) -> {
            if (ring.isEmpty()) {
                throw new GeneralSecurityException("these workers hold no sealing keys");
            }
            try {
                return ring.get().open(text, commandId, instanceId, field);
            } catch (UnsealingFailed e) {
                throw new GeneralSecurityException(e.getMessage(), e);
            }
        };
    }

    AdminPasswords adminPasswords() {
        return new SealedAdminPasswords(ring.map(KeyRing::publicKey));
    }

    /** What publishers are to be told. */
    Optional<AccountNews> news() {
        return ring.map(held -> {
            SealingPublicKey key = held.publicKey();
            return new AccountNews.SealingKeyPublished(key.keyId(), SealingPublicKey.ALGORITHM, new Bytes(key.bytes()));
        });
    }
}
