package io.instancebus.projector.fold;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.CatalogueChanged;
import io.instancebus.avro.CatalogueUnreadable;
import io.instancebus.avro.SealingKeyPublished;
import io.instancebus.avro.SourceRecovered;
import io.instancebus.avro.SourceStale;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event changes in the row of an account. */
public sealed interface AccountChange {
    String account();

    String provider();

    /**
     * The health of the provider.
     *
     * @param staleSince the time since which the provider does not answer reliably; null while it does
     * @param staleReason the reason; while the provider answers, the instances that it does not show, with the cause,
     *     or null
     */
    record Health(
            String account,
            String provider,
            @Nullable Instant staleSince,
            @Nullable String staleReason) implements AccountChange {}

    /** The reason why the catalogue cannot be read; the next catalogue clears it. */
    record CatalogueProblem(String account, String provider, String problem) implements AccountChange {}

    /** The catalogue as JSON. */
    record Catalogue(String account, String provider, String catalogue) implements AccountChange {}

    /** A public key to which publishers may seal secrets. */
    record SealingKey(String account, String provider, String keyId, byte[] publicKey) implements AccountChange {}

    static Optional<AccountChange> of(AccountEvent event) {
        String account = event.getAccount();
        String provider = event.getProvider();
        return switch (EventBodies.of(event, event.getType())) {
            case SourceStale stale ->
                Optional.of(new Health(
                        account,
                        provider,
                        StoredText.ofNullable(stale.getSince()),
                        StoredText.of(stale.getFailure().getMessage())));
            case SourceRecovered recovered ->
                Optional.of(new Health(account, provider, null, StoredText.ofNullable(recovered.getUnclear())));
            case CatalogueChanged catalogue -> Optional.of(new Catalogue(account, provider, AvroJson.of(catalogue)));
            case CatalogueUnreadable unreadable ->
                Optional.of(new CatalogueProblem(
                        account, provider, StoredText.of(unreadable.getFailure().getMessage())));
            case SealingKeyPublished key ->
                Optional.of(
                        new SealingKey(account, provider, StoredText.of(key.getKeyId()), bytes(key.getPublicKey())));
            case null, default -> Optional.empty();
        };
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
