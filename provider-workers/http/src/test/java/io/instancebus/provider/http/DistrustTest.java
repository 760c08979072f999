package io.instancebus.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class DistrustTest {
    private static final URI CLOUD = URI.create("https://cloud.example.com:8443/sdk");

    @Test
    void aCertificateThatWeDoNotTrustIsTold() {
        Exception handshake = new SSLHandshakeException("(certificate_unknown) no");
        handshake.initCause(new CertificateException("No name matching cloud.example.com found"));

        assertThat(Distrust.words(CLOUD, new IOException(handshake)))
                .hasValue("the certificate that cloud.example.com:8443 shows is not trusted:"
                        + " No name matching cloud.example.com found");
    }

    @Test
    void aServerThatDoesNotTakeOurCertificateIsTold() {
        assertThat(Distrust.words(CLOUD, new SSLHandshakeException("Received fatal alert: bad_certificate")))
                .get()
                .asString()
                .contains("does not accept our client certificate");
    }

    @Test
    void anyOtherEndOfAConnectionIsNoDistrust() {
        assertThat(Distrust.words(CLOUD, new ConnectException("Connection refused")))
                .isEmpty();
        assertThat(Distrust.words(CLOUD, new SSLHandshakeException("Remote host terminated the handshake")))
                .isEmpty();
        assertThat(Distrust.words(CLOUD, new SSLHandshakeException("Received fatal alert: handshake_failure")))
                .isEmpty();
    }
}
