package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients that send slowly, and many of them, can do to the registry. */
@Tag("broker")
@Tag("slow")
class RegistryLoadTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    static Path folder;

    private static EmbeddedBus bus;
    private static RegistryClient registry;

    @BeforeAll
    static void start() {
        bus = EmbeddedBus.start(folder);
        registry = new RegistryClient(bus.registryUrl());
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    /** A connection whose request lacks its last byte, if the registry still took the others. */
    private static Socket unfinished(int length) throws IOException {
        var socket = new Socket("127.0.0.1", bus.registry().port());
        socket.setSoTimeout(120_000);
        String head = "POST /subjects/slow/versions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length
                + "\r\nContent-Type: application/json\r\n\r\n";
        try {
            socket.getOutputStream().write((head + "x".repeat(length - 1)).getBytes(StandardCharsets.ISO_8859_1));
        } catch (SocketException refused) {
            // It was answered before the whole was sent.
        }
        return socket;
    }

    /** What the registry says before it closes the connection; empty if it closes it without a word. */
    private static String answer(Socket socket) throws IOException {
        var answer = new ByteArrayOutputStream();
        try (socket) {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            // It was closed while there was something that it had not read; what it said before counts.
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private static void assertItRegisters() {
        await().atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(registry.register("after-" + UUID.randomUUID(), "\"string\"")
                                .status())
                        .isEqualTo(200));
    }

    @Test
    void slowBodiesFillNoMoreThanTheirShareOfMemoryAndAreEnded() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            slow.add(unfinished(MEBIBYTE));
        }

        assertThat(registry.get("/subjects").status()).isEqualTo(200);
        int refused = 0;
        for (var socket : slow) {
            String answer = answer(socket);
            assertThat(answer)
                    .satisfiesAnyOf(
                            none -> assertThat(none).isEmpty(),
                            full -> assertThat(full)
                                    .startsWith("HTTP/1.1 503")
                                    .containsIgnoringCase("Retry-After: 2")
                                    .contains("\"error_code\":503"));
            refused += answer.isEmpty() ? 0 : 1;
        }
        assertThat(refused).isBetween(4, 11);
        assertItRegisters();
    }

    @Test
    void connectionsBeyondTheMostAreClosedAtOnce() throws IOException {
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 600; i++) {
                many.add(new Socket("127.0.0.1", bus.registry().port()));
            }
            var last = many.getLast();
            last.setSoTimeout(120_000);
            try {
                last.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException closed) {
                // As it should be; what matters is that it is not answered.
            }

            assertThat(answer(last)).isEmpty();
        } finally {
            for (var socket : many) {
                socket.close();
            }
        }
        assertItRegisters();
    }

    @Test
    void aBodyLargerThanTheLimitIsRefused() throws IOException {
        assertThat(answer(unfinished(MEBIBYTE + 2))).startsWith("HTTP/1.1 413").contains("larger than 1048576");
    }
}
