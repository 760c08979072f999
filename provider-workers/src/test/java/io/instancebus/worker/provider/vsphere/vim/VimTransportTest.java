package io.instancebus.worker.provider.vsphere.vim;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.instancebus.worker.provider.http.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
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
            for (int i = 0; i <= VimTransport.LONGEST_ANSWER >> 20; i++) {
                exchange.getResponseBody().write(piece);
            }
            exchange.close();
        });
        URI sdk = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/sdk");
        try (VimTransport transport = new VimTransport(sdk, new Trust.Machine())) {
            assertThatExceptionOfType(VimUnanswered.class)
                    .isThrownBy(() -> transport.apiVersion(Deadline.in(Duration.ofMinutes(1))))
                    .withMessageContaining(Integer.toString(VimTransport.LONGEST_ANSWER));
        }
    }
}
