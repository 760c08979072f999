package io.instancebus.schemas.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigException;

/** TLS from the {@code schema.registry.ssl.*} settings: JKS and PKCS12 stores, and PEM for trusted certificates. */
final class RegistryTls {
    private static final String PREFIX = "schema.registry.ssl.";

    private RegistryTls() {}

    /** Empty if nothing is set: then the Java runtime's trusted certificates apply. */
    static Optional<SSLContext> context(Settings settings) {
        Optional<KeyStore> trusted = store(settings, "truststore");
        Optional<KeyStore> own = store(settings, "keystore");
        if (trusted.isEmpty() && own.isEmpty()) {
            return Optional.empty();
        }
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted.orElse(null));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own.orElse(null), keyPassword(settings));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw unusable("keystore", e);
        }
    }

    private static char[] keyPassword(Settings settings) {
        return settings.text(PREFIX + "key.password")
                .or(() -> settings.text(PREFIX + "keystore.password"))
                .orElse("")
                .toCharArray();
    }

    private static Optional<KeyStore> store(Settings settings, String which) {
        return settings.text(PREFIX + which + ".location").map(location -> load(settings, which, Path.of(location)));
    }

    private static KeyStore load(Settings settings, String which, Path file) {
        String type = settings.text(PREFIX + which + ".type", "JKS");
        try (InputStream in = Files.newInputStream(file)) {
            if (type.equals("PEM")) {
                return certificates(which, in);
            }
            KeyStore store = KeyStore.getInstance(type);
            store.load(
                    in,
                    settings.text(PREFIX + which + ".password")
                            .map(String::toCharArray)
                            .orElse(null));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(which, e);
        }
    }

    private static KeyStore certificates(String which, InputStream in) throws IOException, GeneralSecurityException {
        if (which.equals("keystore")) {
            throw new ConfigException(PREFIX + "keystore.type", "PEM", "a key must be in a JKS or PKCS12 store");
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            store.setCertificateEntry("certificate-" + number++, certificate);
        }
        return store;
    }

    private static ConfigException unusable(String which, Exception cause) {
        ConfigException e = new ConfigException(PREFIX + which + " cannot be used: " + cause.getMessage());
        e.initCause(cause);
        return e;
    }
}
