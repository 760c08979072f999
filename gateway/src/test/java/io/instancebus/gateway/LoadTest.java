package io.instancebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instancebus.view.CommandRow;
import io.instancebus.view.EventRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What clients that send slowly, and many of them, can do to the gateway. */
@Tag("slow")
class LoadTest {
    private static final int LARGEST = 256 * 1024;
    private static final int PATIENCE_MILLIS = 120_000;

    private final Door door = new Door();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        closeSockets();
        door.close();
    }

    private void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket("127.0.0.1", door.gateway.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(int length) {
        return "POST /v1/instances HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + length + "\r\n\r\n";
    }

    private static String head(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String answer(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            // It was closed while there was something that it had not read; what it said before counts.
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    @Test
    void slowBodiesFillNoMoreThanTheirShareOfMemory() throws IOException {
        for (int i = 0; i < 140; i++) {
            try {
                send(connected(), head(LARGEST) + " ".repeat(LARGEST - 1));
            } catch (SocketException refused) {
                // It was answered before the whole was sent.
            }
        }

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Door.Answer refused = door.post("/v1/instances", " ".repeat(LARGEST - 1));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.problem()).isEqualTo("/problems/overloaded");
            assertThat(refused.header("Retry-After")).isEqualTo("2");
        });
        assertThat(door.get("/v1/instances").status()).isEqualTo(200);
        closeSockets();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(door.post("/v1/instances", "{\"account\":\"a\",\"imageId\":\"i\"}")
                                .status())
                        .isEqualTo(202));
    }

    @Test
    void aBodyThatKeepsComingButNeverEndsIsEnded() throws IOException {
        Socket slow = connected();
        send(slow, head(LARGEST));
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    send(slow, " ");
                    Thread.sleep(500);
                }
            } catch (IOException | InterruptedException ended) {
                // The gateway has closed the connection, or the test is over.
            }
        });

        assertThat(answer(slow)).startsWith("HTTP/1.1 408").contains("/problems/request-timeout");
    }

    @Test
    void aBodyThatStopsIsEnded() throws IOException {
        Socket silent = connected();
        send(silent, head(LARGEST) + "{");

        assertThat(answer(silent)).startsWith("HTTP/1.1 408").contains("/problems/request-timeout");
    }

    @Test
    void largeAnswersThatAreNotReadFillNoMoreThanTheirShareOfMemory() throws IOException {
        String output = "{\"output\":\"" + "x".repeat(64 * 1024) + "\"}";
        for (int i = 1; i <= 400; i++) {
            door.view.add(new EventRow(
                    i,
                    "i:" + i,
                    "i",
                    i,
                    "RunCompleted",
                    Instant.EPOCH,
                    Instant.EPOCH,
                    "a",
                    "sandbox",
                    "ann",
                    null,
                    null,
                    null,
                    output));
        }
        String largest = "/v1/events?limit=500";
        // Two of them leave no room for a third; each is seen to have its room before anybody else asks.
        for (int i = 0; i < 2; i++) {
            Socket held = connected();
            send(held, "GET " + largest + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(new String(held.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1))
                    .isEqualTo("HTTP/1.1 200");
        }

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Door.Answer refused = door.get(largest);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.problem()).isEqualTo("/problems/overloaded");
        });
        assertThat(door.get("/v1/events?limit=1").status()).isEqualTo(200);
        closeSockets();
        for (int i = 0; i < 5; i++) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(door.get(largest).status()).isEqualTo(200));
        }
    }

    @Test
    void aThousandWaitWithoutAThreadEachAndOneMoreIsRefusedBeforeAnythingIsPublished() throws IOException {
        String body = "{\"account\":\"a\",\"imageId\":\"i\"}";
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Socket socket = connected();
            waiting.add(socket);
            send(socket, head("/v1/instances?wait=30", body.length()) + body);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> door.publisher.published.size() == 1_000);

        Door.Answer refused = door.post("/v1/instances?wait=1", body);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.problem()).isEqualTo("/problems/overloaded");
        assertThat(refused.header("Retry-After")).isEqualTo("2");
        assertThat(door.publisher.published).hasSize(1_000);
        Door.Answer preferred = door.post("/v1/instances", body, "Prefer", "wait=1");
        assertThat(preferred.status()).isEqualTo(202);
        assertThat(preferred.header("Preference-Applied")).isEmpty();
        assertThat(preferred.json().has("noAnswer")).isFalse();
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - threads)
                .isLessThan(100);

        door.publisher.published.forEach(command -> door.view.add(new CommandRow(
                command.getCommandId(),
                command.getInstanceId(),
                "CREATE",
                "ACCEPTED",
                "ann",
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                null)));
        for (Socket socket : waiting) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 202").contains("\"status\":\"ACCEPTED\"");
        }
        assertThat(door.post("/v1/instances?wait=1", body).status()).isEqualTo(202);
    }

    @Test
    void aConnectionBeyondTheMostWaitsForAnother() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            connected();
        }
        Socket oneMore = connected();
        send(oneMore, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        oneMore.setSoTimeout(500);

        assertThatThrownBy(() -> answer(oneMore)).isInstanceOf(SocketTimeoutException.class);
        sockets.removeLast();
        closeSockets();
        oneMore.setSoTimeout(PATIENCE_MILLIS);
        assertThat(answer(oneMore)).startsWith("HTTP/1.1 200");
        oneMore.close();
    }
}
