package io.instancebus.client;

import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.SealedText;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.SealingKeyPair;
import io.instancebus.schemas.sealing.UnsealingFailed;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A requester's own key, to which the secret part of the answer to a create is sealed. Give its public half to the
 * create ({@code CreateInstance.replyKey}) and open the password in the events that follow. The key is in memory only:
 * without it, no one can open what was sealed to it. One key may serve any number of creates.
 */
public final class ReplyKey {
    private final SealingKeyPair pair;

    private ReplyKey(SealingKeyPair pair) {
        this.pair = pair;
    }

    public static ReplyKey generate() {
        return new ReplyKey(SealingKeyPair.generate());
    }

    /** The public key in the form of {@code CreateInstance.replyKey}. */
    public ByteBuffer publicKey() {
        return ByteBuffer.wrap(pair.publicKey().bytes());
    }

    /**
     * The first administrator's password of the instance, in UTF-8; the caller wipes it.
     *
     * @return empty for an event without a password, or with one that was sealed to another requester
     * @throws UnsealingFailed if it was sealed to this key and was changed or moved since
     */
    public Optional<byte[]> adminPassword(InstanceEvent event) throws UnsealingFailed {
        return event.getInstanceDetailsChanged() == null
                ? Optional.empty()
                : adminPassword(
                        event.getInstanceId(), event.getInstanceDetailsChanged().getDetails());
    }

    /** Like {@link #adminPassword(InstanceEvent)}, from an instance's details of any source. */
    public Optional<byte[]> adminPassword(String instanceId, InstanceDetails details) throws UnsealingFailed {
        AdminPassword password = details.getAdminPassword();
        SealedText sealed = password == null ? null : password.getToRequester();
        if (password == null
                || sealed == null
                || !sealed.getKeyId().equals(pair.publicKey().keyId())) {
            return Optional.empty();
        }
        return Optional.of(pair.open(sealed, SealedUse.adminPassword(password.getCommandId(), instanceId)));
    }

    @Override
    public String toString() {
        return "ReplyKey[" + pair.publicKey().keyId() + "]";
    }
}
