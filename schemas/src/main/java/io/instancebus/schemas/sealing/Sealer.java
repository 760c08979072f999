package io.instancebus.schemas.sealing;

import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.SealedText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Seals secrets, each for one use. */
public final class Sealer {
    /** The maximum length of a secret, which fits into a sealed text with its tag. */
    public static final int MAX_BYTES = (64 << 10) - 16;

    private Sealer() {}

    /**
     * @throws IllegalArgumentException if the secret is longer than {@link #MAX_BYTES}, or the key is one of the few to
     *     which nothing can be sealed
     */
    public static SealedText seal(SealingPublicKey publicKey, SealedUse use, byte[] secret) {
        if (secret.length > MAX_BYTES) {
            throw new IllegalArgumentException(use.field() + " has " + secret.length + " bytes, more than the "
                    + MAX_BYTES + " that can be sealed");
        }
        Hpke.Sealed sealed = Hpke.seal(publicKey.bytes(), use.bytes(), secret);
        return new SealedText(
                publicKey.keyId(), ByteBuffer.wrap(sealed.encapsulatedKey()), ByteBuffer.wrap(sealed.ciphertext()));
    }

    /** Seals the UTF-8 bytes of the secret. */
    public static SealedText seal(SealingPublicKey publicKey, SealedUse use, String secret) {
        return seal(publicKey, use, secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Seals the text in the form that a command carries. */
    public static ProtectedText protect(SealingPublicKey publicKey, SealedUse use, String secret) {
        return new ProtectedText(null, seal(publicKey, use, secret), null);
    }
}
