package io.instancebus.provider.http;

import io.instancebus.provider.AccountSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** How a client checks the server's certificate. */
public sealed interface Trust {

    /** The certificate is signed by an authority that this machine trusts. */
    record Machine() implements Trust {}

    /** The certificate is signed by an authority in this PEM file, for the name of the server. */
    record Authority(Path pem) implements Trust {}

    /** The certificate has this SHA-256 fingerprint, in hexadecimal, whatever name it is for. */
    record Fingerprint(String sha256) implements Trust {
        public Fingerprint {
            sha256 = sha256.replace(":", "").toLowerCase(Locale.ROOT);
            if (!sha256.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("a certificate's SHA-256 fingerprint has 64 hexadecimal digits");
            }
        }
    }

    /** Every certificate is accepted. */
    record Anybody() implements Trust {}

    /**
     * The trust that the settings ca-file, certificate-sha256 and trust-all-certificates select; without any of them,
     * the machine's.
     *
     * @throws IllegalArgumentException if more than one is set
     */
    static Trust of(AccountSettings settings) {
        String file = settings.text("ca-file");
        String fingerprint = settings.text("certificate-sha256");
        boolean anybody = settings.truth("trust-all-certificates");
        if ((file == null ? 0 : 1) + (fingerprint == null ? 0 : 1) + (anybody ? 1 : 0) > 1) {
            throw new IllegalArgumentException("only one of " + settings.provider()
                    + ".ca-file, certificate-sha256 and trust-all-certificates can be given");
        }
        if (file != null) {
            return new Authority(Path.of(file));
        }
        if (fingerprint != null) {
            return new Fingerprint(fingerprint);
        }
        return anybody ? new Anybody() : new Machine();
    }

    /** @throws IllegalArgumentException if the authority's file cannot be used */
    default SSLContext context() {
        return context(new KeyManager[0]);
    }

    /**
     * @param ours our client certificate, for a server that requires one
     * @throws IllegalArgumentException if the authority's file cannot be used
     */
    default SSLContext context(KeyManager[] ours) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    ours,
                    switch (this) {
                        case Machine machine -> null;
                        case Authority authority -> managers(authority.pem());
                        case Fingerprint fingerprint -> new TrustManager[] {new Pinned(fingerprint.sha256())};
                        case Anybody anybody -> new TrustManager[] {new Pinned("")};
                    },
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the certificate authority cannot be used: " + e, e);
        }
    }

    private static TrustManager[] managers(Path pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, each);
            }
            if (number == 0) {
                throw new CertificateException(pem + " holds no certificate");
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** This extended class keeps the JDK from comparing the certificate's name; the certificate itself is compared. */
    final class Pinned extends X509ExtendedTrustManager {
        private final String sha256;

        /** @param sha256 the fingerprint; empty to accept any certificate */
        private Pinned(String sha256) {
            this.sha256 = sha256;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (sha256.isEmpty()) {
                return;
            }
            try {
                String shown = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded()));
                if (!shown.equals(sha256)) {
                    throw new CertificateException("the server's certificate has the SHA-256 fingerprint " + shown
                            + ", not the configured one");
                }
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("this trust manager accepts no clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this trust manager accepts no clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this trust manager accepts no clients");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
