package io.instancebus.provider.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The secrets of a sandbox's SSH server: its host key and the password. Each is created when it is first needed. */
final class SandboxSecrets {
    private final KeyPair hostKey;
    private final byte[] password;

    private SandboxSecrets(KeyPair hostKey, byte[] password) {
        this.hostKey = hostKey;
        this.password = password;
    }

    static SandboxSecrets in(SandboxFolder folder, SandboxSshConfig config) throws IOException {
        try {
            return new SandboxSecrets(hostKey(folder.hostKey()), password(folder.passwordFile(config)));
        } catch (GeneralSecurityException e) {
            throw new IOException("the SSH host key " + folder.hostKey() + " cannot be used", e);
        }
    }

    KeyPair hostKey() {
        return hostKey;
    }

    /** Compares in a time that does not depend on how much of the text is right. */
    boolean isPassword(String text) {
        return MessageDigest.isEqual(password, text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair hostKey(Path file) throws IOException, GeneralSecurityException {
        if (!Files.exists(file)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
                    generator.generateKeyPair(), "instance-bus sandbox", null, text);
            SandboxFolder.writeSecret(file, text.toByteArray());
        }
        try (InputStream in = Files.newInputStream(file)) {
            return SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName(file.toString()), in, null)
                    .iterator()
                    .next();
        }
    }

    private static byte[] password(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] bytes = new byte[24];
            new SecureRandom().nextBytes(bytes);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
            SandboxFolder.writeSecret(file, text.getBytes(StandardCharsets.UTF_8));
        }
        String password = Files.readString(file).strip();
        if (password.isEmpty()) {
            throw new IOException("the password file " + file + " is empty");
        }
        return password.getBytes(StandardCharsets.UTF_8);
    }
}
