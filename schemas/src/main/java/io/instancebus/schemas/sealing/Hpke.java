package io.instancebus.schemas.sealing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;

/** The only suite in use:  base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305; RFC 9180. */
final class Hpke {
    static final int KEY_BYTES = 32;
    private static final byte[] INFO = "instance-bus".getBytes(StandardCharsets.UTF_8);

    private Hpke() {}

    record Sealed(byte[] encapsulatedKey, byte[] ciphertext) {}

    static Sealed seal(byte[] publicKey, byte[] aad, byte[] plaintext) {
        HPKEContextWithEncapsulation context = sender(publicKey);
        try {
            return new Sealed(context.getEncapsulation(), context.seal(aad, plaintext));
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    private static HPKEContextWithEncapsulation sender(byte[] publicKey) {
        HPKE suite = suite();
        try {
            return suite.setupBaseS(suite.deserializePublicKey(publicKey), INFO);
        } catch (IllegalStateException e) {
            // One of the few points for which every key agreement gives zero (RFC 7748, 6.1).
            throw new IllegalArgumentException("nothing can be sealed to this public key", e);
        }
    }

    static byte[] open(AsymmetricCipherKeyPair keyPair, byte[] encapsulatedKey, byte[] aad, byte[] ciphertext)
            throws InvalidCipherTextException {
        return open(keyPair, encapsulatedKey, INFO, aad, ciphertext);
    }

    static byte[] open(
            AsymmetricCipherKeyPair keyPair, byte[] encapsulatedKey, byte[] info, byte[] aad, byte[] ciphertext)
            throws InvalidCipherTextException {
        return suite().setupBaseR(encapsulatedKey, keyPair, info).open(aad, ciphertext);
    }

    static AsymmetricCipherKeyPair newKeyPair() {
        return suite().generatePrivateKey();
    }

    /** @param privateAndPublic 64 bytes */
    static AsymmetricCipherKeyPair keyPair(byte[] privateAndPublic) {
        return suite().deserializePrivateKey(
                        Arrays.copyOf(privateAndPublic, KEY_BYTES),
                        Arrays.copyOfRange(privateAndPublic, KEY_BYTES, 2 * KEY_BYTES));
    }

    static byte[] publicBytes(AsymmetricCipherKeyPair keyPair) {
        return suite().serializePublicKey(keyPair.getPublic());
    }

    static byte[] privateBytes(AsymmetricCipherKeyPair keyPair) {
        return suite().serializePrivateKey(keyPair.getPrivate());
    }

    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
    }
}
