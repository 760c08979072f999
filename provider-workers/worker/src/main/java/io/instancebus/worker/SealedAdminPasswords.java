package io.instancebus.worker;

import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.ProtectedText.Sealed;
import io.instancebus.domain.Task;
import io.instancebus.mapping.SecretMapping;
import io.instancebus.provider.Secret;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.Sealer;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.worker.hand.AdminPasswords;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals first passwords to the requester of the instance, and to the workers.
 *
 * @param workers the workers' newest key; empty if they have none
 */
record SealedAdminPasswords(Optional<SealingPublicKey> workers) implements AdminPasswords {
    private static final Logger log = LoggerFactory.getLogger(SealedAdminPasswords.class);

    @Override
    public Optional<AdminPassword> seal(Task task, @Nullable Bytes replyKey, Secret password) {
        byte[] clear = password.bytes();
        try {
            Optional<Sealed> toRequester = Optional.ofNullable(replyKey)
                    .map(key -> SealingPublicKey.of(key.toArray()))
                    .flatMap(key -> seal(task, key, clear));
            Optional<Sealed> toWorkers = workers.flatMap(key -> seal(task, key, clear));
            return toRequester.isEmpty() && toWorkers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new AdminPassword(task.commandId(), toRequester.orElse(null), toWorkers.orElse(null)));
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** The machine exists even if its password cannot be sealed: the password is then omitted. */
    private static Optional<Sealed> seal(Task task, SealingPublicKey key, byte[] clear) {
        try {
            return Optional.of(SecretMapping.fromAvro(Sealer.seal(
                    key,
                    SealedUse.adminPassword(
                            task.commandId().value(), task.instanceId().value()),
                    clear)));
        } catch (IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("instanceId", task.instanceId())
                    .addKeyValue("commandId", task.commandId())
                    .addKeyValue("keyId", key.keyId())
                    .addKeyValue("reason", e.getMessage())
                    .log("An administrator's first password could not be sealed and was dropped");
            return Optional.empty();
        }
    }
}
