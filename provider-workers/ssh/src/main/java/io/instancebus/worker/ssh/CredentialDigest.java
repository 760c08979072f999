package io.instancebus.worker.ssh;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Compares credentials without storing them: a digest under a key that exists only in this object. */
final class CredentialDigest {
    private final SecretKeySpec key;

    CredentialDigest() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "HmacSHA256");
    }

    String of(SshCredential credential) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            switch (credential) {
                case SshCredential.Password(char[] password) -> {
                    mac.update((byte) 'p');
                    add(mac, password);
                }
                case SshCredential.PrivateKey(byte[] text, char @Nullable [] passphrase) -> {
                    mac.update((byte) 'k');
                    mac.update(ByteBuffer.allocate(4).putInt(text.length).array());
                    mac.update(text);
                    add(mac, passphrase == null ? new char[0] : passphrase);
                }
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(Mac mac, char[] secret) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
        mac.update(bytes.duplicate());
        Arrays.fill(bytes.array(), (byte) 0);
    }
}
