package io.instancebus.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.gateway.json.Json;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.View;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How streams end that are not read to their end. */
class InstanceStreamsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String END_OF_BODY = "\r\n0\r\n\r\n";

    private final EndlessView view = new EndlessView();
    private final List<Socket> clients = new ArrayList<>();
    private @Nullable Javalin server;

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        if (server != null) {
            server.stop();
        }
    }

    private InstanceStreams serve(Duration longest, Duration longestStall, int limit) {
        InstanceStreams made = new InstanceStreams(new ViewReader(view), longest, longestStall);
        server = Javalin.create(config -> {
                    config.concurrency.useVirtualThreads = true;
                    config.startup.showJavalinBanner = false;
                    // Otherwise the server itself ends a write that makes no progress for half a minute.
                    config.jetty.modifyHttpConfiguration(http -> http.setIdleTimeout(10 * LONG.toMillis()));
                    config.routes.get("/", ctx -> made.answer(ctx, InstanceFilter.ALL, null, limit));
                    Responses.handleFailures(config.routes, new RouteTable(List.of()));
                })
                .start("127.0.0.1", 0);
        return made;
    }

    private Socket asked() throws IOException {
        Socket client = new Socket();
        // A client that does not read is noticed the sooner.
        client.setReceiveBufferSize(4 * 1024);
        client.connect(new InetSocketAddress(
                "127.0.0.1", Objects.requireNonNull(server).port()));
        client.setSoTimeout((int) LONG.toMillis());
        client.getOutputStream().write(REQUEST.getBytes(StandardCharsets.ISO_8859_1));
        clients.add(client);
        return client;
    }

    private static String rest(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void seeHead(Socket client) throws IOException {
        assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1))
                .isEqualTo("HTTP/1.1 200");
    }

    private static JsonNode lastLine(String answer) {
        return Json.MAPPER.readTree(answer.lines()
                .filter(line -> line.startsWith("{\"next\""))
                .findFirst()
                .orElseThrow());
    }

    private void awaitStreams(int count) {
        Awaitility.await().atMost(LONG).until(() -> view.streams.get() == count);
    }

    @Test
    void aStreamWhoseTimeIsOverSaysWhereTheRestBeginsAndNeverLooksComplete() throws IOException {
        serve(Duration.ZERO, LONG, 0);

        String answer = rest(asked());

        JsonNode last = lastLine(answer);
        assertThat(last.path("next").asString()).isEqualTo("after i-0");
        assertThat(last.at("/problem/type").asString()).isEqualTo("/problems/list-cut");
        assertThat(answer)
                .contains("\"instanceId\":\"i-0\"")
                .doesNotContain("\"i-1\"")
                .doesNotContain(END_OF_BODY);
    }

    @Test
    void aStreamThatIsCompleteEndsItsBody() throws IOException {
        serve(LONG, LONG, 3);
        Socket client = asked();
        client.shutdownOutput();

        String answer = rest(client);

        assertThat(lastLine(answer)).isEqualTo(Json.MAPPER.readTree("{\"next\":\"after i-2\"}"));
        assertThat(answer).endsWith(END_OF_BODY);
    }

    @Test
    void aDatabaseThatBreaksOffCutsTheStream() throws IOException {
        view.breaksAfter = 2;
        serve(LONG, LONG, 0);

        String answer = rest(asked());

        JsonNode last = lastLine(answer);
        assertThat(last.path("next").asString()).isEqualTo("after i-1");
        assertThat(last.at("/problem/type").asString()).isEqualTo("/problems/view-unavailable");
        assertThat(answer).doesNotContain("db.internal").doesNotContain(END_OF_BODY);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAProblem() throws IOException {
        view.breaksAfter = 0;
        serve(LONG, LONG, 0);
        Socket client = asked();
        client.shutdownOutput();

        assertThat(rest(client)).startsWith("HTTP/1.1 503").contains("application/problem+json", "view-unavailable");
    }

    @Test
    void aClientThatHangsUpEndsTheRead() throws IOException {
        serve(LONG, LONG, 0);
        Socket client = asked();
        seeHead(client);
        awaitStreams(1);

        client.close();

        awaitStreams(0);
    }

    @Test
    void aClientThatDoesNotReadIsHungUpOn() throws IOException {
        // Long enough to fill what the kernel keeps for a connection.
        serve(Duration.ofSeconds(3), Duration.ofMillis(500), 0);
        Socket client = asked();
        seeHead(client);

        awaitStreams(0);
        assertThat(rest(client)).doesNotContain(END_OF_BODY);
    }

    @Test
    void oneStreamTooManyIsRefusedUntilAnotherEnds() throws IOException {
        serve(LONG, LONG, 0);
        for (int i = 0; i < View.MOST_STREAMS; i++) {
            seeHead(asked());
        }
        awaitStreams(View.MOST_STREAMS);

        Socket refused = asked();
        refused.shutdownOutput();
        assertThat(rest(refused)).startsWith("HTTP/1.1 503").contains("/problems/overloaded", "Retry-After: 2");

        clients.getFirst().close();
        awaitStreams(View.MOST_STREAMS - 1);
        Awaitility.await()
                .atMost(LONG)
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> {
                    seeHead(asked());
                    return true;
                });
    }

    @Test
    void aGatewayThatStopsTellsWhoReadsWhereTheRestBegins() throws IOException {
        InstanceStreams made = serve(LONG, LONG, 0);
        Socket client = asked();
        seeHead(client);

        made.close();

        String answer = rest(client);
        assertThat(lastLine(answer).at("/problem/type").asString()).isEqualTo("/problems/list-cut");
        assertThat(answer).doesNotContain(END_OF_BODY);
    }
}
