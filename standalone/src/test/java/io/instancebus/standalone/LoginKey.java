package io.instancebus.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/** A key pair for one test. */
record LoginKey(KeyPair pair) {
    static LoginKey make() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return new LoginKey(generator.generateKeyPair());
    }

    /** The public key as a line of an authorized_keys file. */
    String authorized() {
        return PublicKeyEntry.toString(pair.getPublic());
    }

    void write(Path file) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        String label = "PRIVATE KEY";
        Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }
}
