package io.instancebus.schemas.sealing;

import io.instancebus.avro.SealedText;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;

/**
 * A private key with its public key: the workers', or a requester's own for sealed answers. Its private half is never
 * shown.
 */
public final class SealingKeyPair {
    private final AsymmetricCipherKeyPair keys;
    private final SealingPublicKey publicKey;

    private SealingKeyPair(AsymmetricCipherKeyPair keys) {
        this.keys = keys;
        this.publicKey = SealingPublicKey.of(Hpke.publicBytes(keys));
    }

    public static SealingKeyPair generate() {
        return new SealingKeyPair(Hpke.newKeyPair());
    }

    /** @throws IllegalArgumentException if the bytes are not a private key and its public key, 32 bytes each */
    static SealingKeyPair of(byte[] privateAndPublic) {
        if (privateAndPublic.length != 2 * Hpke.KEY_BYTES) {
            throw new IllegalArgumentException("not a sealing key: " + privateAndPublic.length + " bytes");
        }
        SealingKeyPair pair = new SealingKeyPair(Hpke.keyPair(privateAndPublic));
        pair.checkHalves();
        return pair;
    }

    /** Checks the pair, so that a damaged file is detected when it is read, not when the first secret does not open. */
    private void checkHalves() {
        try {
            SealedUse use = SealedUse.adminPassword("", "");
            open(Sealer.seal(publicKey, use, ""), use);
        } catch (UnsealingFailed e) {
            throw new IllegalArgumentException("not a sealing key: its halves do not belong together", e);
        }
    }

    byte[] privateAndPublic() {
        byte[] bytes = Arrays.copyOf(Hpke.privateBytes(keys), 2 * Hpke.KEY_BYTES);
        System.arraycopy(publicKey.bytes(), 0, bytes, Hpke.KEY_BYTES, Hpke.KEY_BYTES);
        return bytes;
    }

    public SealingPublicKey publicKey() {
        return publicKey;
    }

    /** Opens the secret for the use that it was sealed for. */
    public byte[] open(SealedText sealed, SealedUse use) throws UnsealingFailed {
        if (!sealed.getKeyId().equals(publicKey.keyId())) {
            throw new UnsealingFailed(
                    UnsealingFailed.Reason.UNKNOWN_KEY,
                    use.field() + " was sealed to another key than " + publicKey.keyId());
        }
        byte[] encapsulatedKey = bytes(sealed.getEncapsulatedKey());
        byte[] ciphertext = bytes(sealed.getCiphertext());
        if (encapsulatedKey.length != Hpke.KEY_BYTES || ciphertext.length > Sealer.MAX_BYTES + 16) {
            throw notForThis(use);
        }
        try {
            return Hpke.open(keys, encapsulatedKey, use.bytes(), ciphertext);
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
            throw notForThis(use);
        }
    }

    private static UnsealingFailed notForThis(SealedUse use) {
        return new UnsealingFailed(
                UnsealingFailed.Reason.NOT_FOR_THIS_USE,
                use.field()
                        + " was changed, or sealed for another use: it opens only in the command, at the issuedAt and for"
                        + " the instance, address, port, user and host key (user data: account and image) that it was"
                        + " sealed for, in the form of release 0.4 or later");
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return "SealingKeyPair[" + publicKey.keyId() + "]";
    }
}
