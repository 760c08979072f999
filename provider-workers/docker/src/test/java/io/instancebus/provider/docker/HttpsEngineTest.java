package io.instancebus.provider.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Provider.Listening;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.ClientCertificate;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.http.Trust;
import io.instancebus.time.Clocks;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine over HTTPS that requires a client certificate: a server with prepared answers, not an engine. */
class HttpsEngineTest {
    @TempDir
    private Path folder;

    private HttpsServer server;
    private Path certificate;
    private String key;

    @BeforeEach
    void listen() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        key = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        certificate = Files.writeString(
                folder.resolve("both.pem"), pem("CERTIFICATE", selfSigned(keys).getEncoded()));
        // The same certificate serves as the server's, the client's, and the authority of both.
        SSLContext tls = new Trust.Authority(certificate).context(ClientCertificate.managers(certificate, key));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", HttpsEngineTest::answer);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void whoShowsTheCertificateIsAnswered() throws Exception {
        SSLContext tls = new Trust.Authority(certificate).context(ClientCertificate.managers(certificate, key));
        try (DockerProvider provider = account(tls)) {
            assertThat(provider.describe(List.of("abc")).get("abc"))
                    .extracting("state")
                    .isEqualTo(SightingState.RUNNING);
            BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
            try (Listening listening = provider.listen(told::add)) {
                assertThat(listening).isNotNull();
                assertThat(told.poll(30, TimeUnit.SECONDS)).isEmpty();
                assertThat(told.poll(30, TimeUnit.SECONDS)).containsExactly("abc");
            }
        }
    }

    @Test
    void anImageWithADateThatCannotBeReadTakesNoOtherAlong() throws Exception {
        SSLContext tls = new Trust.Authority(certificate).context(ClientCertificate.managers(certificate, key));
        try (DockerProvider provider = account(tls)) {
            assertThat(provider.catalogue().images()).extracting("id").containsExactly("debian:12");
        }
    }

    /** The server stays connected but sends nothing, not even an end. */
    @Test
    void eventsThatFallSilentForGoodAreAskedForAnew() throws Exception {
        server.createContext("/v1.41/events", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
        });
        SSLContext tls = new Trust.Authority(certificate).context(ClientCertificate.managers(certificate, key));
        DockerConfig config = DockerConfig.read(Map.of("engine", url(), "api-version", "1.41"));
        BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
        try (Engine engine = new Engine(config, new HttpTransport(tls));
                HttpEvents events = new HttpEvents(tls);
                EventFeed feed = new EventFeed(engine, events, told::add, Clock.systemUTC(), Duration.ofMillis(200))) {
            feed.start();
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEmpty();
            assertThat(told.poll(30, TimeUnit.SECONDS))
                    .as("after an interruption")
                    .isEmpty();
        }
    }

    @Test
    void whoDoesNotIsRefusedAndNothingWasDone() {
        try (DockerProvider provider = account(new Trust.Authority(certificate).context())) {
            ProviderFailure failure =
                    catchThrowableOfType(ProviderFailure.class, () -> provider.describe(List.of("abc")));
            // In TLS 1.3 the server's alert comes after the handshake, and can be lost with the connection.
            assertThat(failure.failure().category()).isIn(FailureCategory.AUTH, FailureCategory.RETRYABLE);
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsNotAsked() {
        try (DockerProvider provider =
                account(new Trust.Machine().context(ClientCertificate.managers(certificate, key)))) {
            ProviderFailure failure =
                    catchThrowableOfType(ProviderFailure.class, () -> provider.describe(List.of("abc")));
            assertDistrusted(failure);
        }
    }

    @Test
    void aServerWithAnotherFingerprintIsNotAsked() {
        Trust other = new Trust.Fingerprint("00".repeat(32));
        try (DockerProvider provider = account(other.context(ClientCertificate.managers(certificate, key)))) {
            ProviderFailure failure =
                    catchThrowableOfType(ProviderFailure.class, () -> provider.describe(List.of("abc")));
            assertDistrusted(failure);
            assertThat(failure.failure().message()).contains("SHA-256 fingerprint");
        }
    }

    /** This also holds for requests through jclouds, and not only for the request for the engine's version. */
    @Test
    void aServerThatShowsAnotherCertificateThanBeforeIsNotAsked() {
        Trust other = new Trust.Fingerprint("00".repeat(32));
        DockerConfig config = DockerConfig.read(Map.of("engine", url(), "api-version", "1.41"));
        try (DockerProvider provider = DockerProvider.open(config, other.context(), Clocks.system())) {
            assertDistrusted(catchThrowableOfType(ProviderFailure.class, () -> provider.destroy("abc", "key")));
        }
    }

    /** The failure is permanent, and does not blame the address. */
    private static void assertDistrusted(ProviderFailure failure) {
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.AUTH);
        assertThat(failure.failure().providerCode()).isEqualTo("CertificateNotTrusted");
        assertThat(failure.failure().message()).contains("is not trusted");
    }

    private DockerProvider account(SSLContext tls) {
        return DockerProvider.open(DockerConfig.read(Map.of("engine", url())), tls, Clocks.system());
    }

    private String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = path.endsWith("/containers/json")
                ? "[{\"Id\":\"abc\",\"Created\":1,\"State\":\"running\"}]"
                : path.endsWith("/images/json")
                        ? "[{\"Id\":\"a\",\"RepoTags\":null,\"Created\":\"never\"},"
                                + "{\"Id\":\"b\",\"RepoTags\":[\"debian:12\",null],\"Created\":[]}]"
                        : path.endsWith("/info")
                                ? "{\"Name\":\"box\",\"NCPU\":1,\"MemTotal\":1000000000}"
                                : path.endsWith("/events") ? "{\"Actor\":{\"ID\":\"abc\"}}\n" : "OK";
        exchange.getResponseHeaders().add("Api-Version", "1.41");
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static X509Certificate selfSigned(KeyPair keys) throws Exception {
        X500Name name = new X500Name("CN=engine");
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minusSeconds(3_600)),
                Date.from(now.plusSeconds(3_600)),
                name,
                keys.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }
}
