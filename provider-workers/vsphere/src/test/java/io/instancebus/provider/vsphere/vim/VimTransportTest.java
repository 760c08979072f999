package io.instancebus.provider.vsphere.vim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.http.Transport;
import io.instancebus.provider.http.Trust;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VimTransportTest {
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anAnswerWithoutAnEndIsNotKept() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i <= Transport.LONGEST_ANSWER >> 20; i++) {
                exchange.getResponseBody().write(piece);
            }
            exchange.close();
        });
        URI sdk = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/sdk");
        try (VimTransport transport = new VimTransport(sdk, new HttpTransport(new Trust.Machine().context()))) {
            assertThatExceptionOfType(VimUnanswered.class)
                    .isThrownBy(() -> transport.apiVersion(Deadline.in(Duration.ofMinutes(1))))
                    .withMessageContaining(Integer.toString(Transport.LONGEST_ANSWER));
        }
    }

    @Test
    void aReadWhoseConnectionIsLostIsSentOnceMore() {
        assertThat(exchanges("RetrievePropertiesEx", new IOException("reset"))).isEqualTo(2);
    }

    @Test
    void whatChangesSomethingOrWasLateOrNeverSentIsNotSentAgain() {
        assertThat(exchanges("PowerOnVM_Task", new IOException("reset"))).isEqualTo(1);
        assertThat(exchanges("RetrievePropertiesEx", new HttpTimeoutException("late")))
                .isEqualTo(1);
        assertThat(exchanges("RetrievePropertiesEx", new InterruptedIOException("interrupted")))
                .isEqualTo(1);
        assertThat(exchanges("RetrievePropertiesEx", new Transport.NotSent("refused")))
                .isEqualTo(1);
    }

    /** How many exchanges a call takes that fails with this each time. */
    private static int exchanges(String method, IOException failure) {
        AtomicInteger exchanges = new AtomicInteger();
        Transport failing = new Transport() {
            @Override
            public Answer exchange(Request request, Duration timeout) throws IOException {
                exchanges.incrementAndGet();
                throw failure;
            }

            @Override
            public void close() {}
        };
        try (VimTransport transport = new VimTransport(URI.create("http://vcenter/sdk"), failing)) {
            assertThatExceptionOfType(VimUnanswered.class)
                    .isThrownBy(() -> transport.call(
                            Request.of(method, new ManagedObject("Any", "any-1")),
                            null,
                            "6.5",
                            Deadline.in(Duration.ofMinutes(1))));
        }
        return exchanges.get();
    }
}
