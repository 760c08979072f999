package io.instancebus.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxyTest {
    private final int port = new Ports().next();
    private ServerSocket echo;
    private Proxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.ofLiteral(Ports.HOST));
        Thread.ofVirtual().start(this::answer);
        proxy = Proxy.start("test", port, echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void passesOn() throws IOException {
        try (Socket client = client()) {
            assertThat(said(client, 'a')).isEqualTo('a');
        }
    }

    @Test
    void aSilentLineKeepsItsConnectionsAndLosesNothing() throws IOException {
        try (Socket client = client()) {
            proxy.silence();
            client.setSoTimeout(200);
            client.getOutputStream().write('a');
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(0);
            proxy.pass();
            assertThat(client.getInputStream().read()).isEqualTo('a');
        }
    }

    @Test
    void aCutLineEndsConnectionsAndTakesNone() throws IOException {
        try (Socket client = client()) {
            assertThat(said(client, 'a')).isEqualTo('a');
            proxy.cut();
            assertThat(ended(client)).isTrue();
            try (Socket later = client()) {
                assertThat(ended(later)).isTrue();
            }
            proxy.pass();
            try (Socket later = client()) {
                assertThat(said(later, 'b')).isEqualTo('b');
            }
        }
    }

    @Test
    void aSlowLineHoldsWhatComes() throws IOException {
        proxy.slow(Duration.ofMillis(300));
        try (Socket client = client()) {
            long begin = System.nanoTime();
            assertThat(said(client, 'a')).isEqualTo('a');
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
        }
    }

    @Test
    void aRefusedResourceIsAnsweredByTheProxyAndAllElsePasses() throws IOException {
        proxy.refuse("/schemas/ids/7", 404, 40_403);
        try (Socket client = client()) {
            String other = "GET /schemas/ids/71 HTTP/1.1\r\n\r\n";
            client.getOutputStream().write(other.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readNBytes(other.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(other);
            client.getOutputStream().write("GET /schemas/ids/7 HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = "HTTP/1.1 404 Refused";
            assertThat(new String(client.getInputStream().readNBytes(answer.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(answer);
        }
    }

    private Socket client() throws IOException {
        return new Socket(InetAddress.ofLiteral(Ports.HOST), port);
    }

    private static int said(Socket client, int word) throws IOException {
        client.getOutputStream().write(word);
        return client.getInputStream().read();
    }

    private static boolean ended(Socket client) throws IOException {
        try {
            return client.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }

    private void answer() {
        while (!echo.isClosed()) {
            try {
                Socket one = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (one) {
                        one.getInputStream().transferTo(one.getOutputStream());
                    } catch (IOException gone) {
                        // The test has cut the connection.
                    }
                });
            } catch (IOException closed) {
                return;
            }
        }
    }
}
