package io.instancebus.worker;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Bytes;
import io.instancebus.schemas.sealing.KeyRing;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.schemas.sealing.UnsealingFailed;
import io.instancebus.worker.hand.AdminPasswords;
import io.instancebus.worker.secret.SealedTextOpener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys to which secrets for these workers are sealed; none if no folder is configured or the keys are lost.
 *
 * @param lostByAccount the ids of published keys by account, if no key is present
 * @param lost the problem, for people, if no key is present although one was published
 */
record SealingKeys(Optional<KeyRing> ring, Map<String, String> lostByAccount, Optional<String> lost) {
    private static final Logger log = LoggerFactory.getLogger(SealingKeys.class);

    /**
     * Opens the folder. A first key is created only if none was ever published: a new key in place of a lost one would
     * be published as if nothing had happened, and every text that was sealed to the lost one would fail.
     *
     * @param folder the folder; null for no keys
     * @param published by account, the id of the key that these workers, or earlier ones, published
     */
    static SealingKeys in(@Nullable Path folder, Supplier<Map<String, String>> published) {
        if (folder == null) {
            return new SealingKeys(Optional.empty(), Map.of(), Optional.empty());
        }
        // Read before the folder: a worker stores a key before it publishes it.
        Map<String, String> before = published.get();
        Optional<KeyRing> held = KeyRing.held(folder);
        List<String> missing = before.values().stream()
                .distinct()
                .filter(id -> held.filter(ring -> ring.holds(id)).isEmpty())
                .sorted()
                .toList();
        if (missing.isEmpty()) {
            return new SealingKeys(Optional.of(held.orElseGet(() -> KeyRing.in(folder))), Map.of(), Optional.empty());
        }
        String problem = "the private sealing key " + String.join(", ", missing) + " is lost: it is not in " + folder
                + ", and what was sealed to it cannot be opened. Put its file back from a backup and start the"
                + " workers again";
        log.atError()
                .addKeyValue("keyIds", missing)
                .addKeyValue("folder", folder)
                .log(problem);
        return held.isPresent()
                ? new SealingKeys(held, Map.of(), Optional.empty())
                : new SealingKeys(
                        held, before, Optional.of(problem + ", or give it up with: instance-bus keys add " + folder));
    }

    SealedTextOpener opener() {
        return ring.<SealedTextOpener>map(held -> held::open).orElse((text, use) -> {
            throw UnsealingFailed.unknownKey(
                    lost.orElse("the workers hold no sealing keys, and sealed texts cannot be opened"));
        });
    }

    AdminPasswords adminPasswords() {
        return new SealedAdminPasswords(ring.map(KeyRing::publicKey));
    }

    /** The event for publishers of the account's commands. */
    Optional<AccountNews> news(String account) {
        return ring.map(KeyRing::publicKey)
                .<AccountNews>map(key -> new AccountNews.SealingKeyPublished(
                        key.keyId(), SealingPublicKey.ALGORITHM, new Bytes(key.bytes())))
                .or(() -> Optional.ofNullable(lostByAccount.get(account))
                        .map(id -> new AccountNews.SealingKeyPublished(
                                id, SealingPublicKey.LOST, new Bytes(new byte[0]))));
    }
}
