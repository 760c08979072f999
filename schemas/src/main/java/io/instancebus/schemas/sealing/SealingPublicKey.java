package io.instancebus.schemas.sealing;

import io.instancebus.avro.SealingKeyPublished;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key that secrets may be sealed to.
 *
 * @param keyId the first 16 hexadecimal digits of the SHA-256 of the bytes
 * @param bytes the raw X25519 key, 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
public record SealingPublicKey(String keyId, byte[] bytes) {
    public static final String ALGORITHM = "HPKE-X25519-HKDF-SHA256-CHACHA20POLY1305";

    /** The algorithm of a key whose private half the workers have lost, so that no one seals to it. */
    public static final String LOST = "LOST";

    public SealingPublicKey {
        if (bytes.length != Hpke.KEY_BYTES) {
            throw new IllegalArgumentException("a public key has " + Hpke.KEY_BYTES + " bytes, not " + bytes.length);
        }
        bytes = bytes.clone();
        if (!keyId.equals(idOf(bytes))) {
            throw new IllegalArgumentException("the key id " + keyId + " is not that of the key");
        }
    }

    public static SealingPublicKey of(byte[] bytes) {
        return new SealingPublicKey(idOf(bytes), bytes);
    }

    /** @throws IllegalArgumentException if the key is lost, has another algorithm, or is not a key */
    public static SealingPublicKey from(SealingKeyPublished published) {
        if (published.getAlgorithm().equals(LOST)) {
            throw new IllegalArgumentException("the workers have lost the private key " + published.getKeyId()
                    + "; what is sealed to it cannot be opened");
        }
        if (!published.getAlgorithm().equals(ALGORITHM)) {
            throw new IllegalArgumentException("unknown sealing algorithm " + published.getAlgorithm());
        }
        byte[] bytes = new byte[published.getPublicKey().remaining()];
        published.getPublicKey().duplicate().get(bytes);
        return new SealingPublicKey(published.getKeyId(), bytes);
    }

    public SealingKeyPublished toAvro() {
        return new SealingKeyPublished(keyId, ALGORITHM, ByteBuffer.wrap(bytes()));
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    private static String idOf(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealingPublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return keyId.hashCode();
    }

    @Override
    public String toString() {
        return "SealingPublicKey[" + keyId + "]";
    }
}
