package io.instancebus.provider.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.instancebus.provider.http.Transport;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP over a Unix domain socket, with a server that sends the answers of a test. */
class UnixSocketTransportTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Path socket;
    private ServerSocketChannel server;
    private UnixSocketTransport transport;

    @BeforeEach
    void listen() throws IOException {
        socket = folder.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        transport = new UnixSocketTransport(socket);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        transport.close();
    }

    @Test
    void aRequestGoesOutAndItsAnswerComesBack() throws Exception {
        CompletableFuture<String> asked = answering("HTTP/1.1 201 Created\r\nX-One: 1\r\nContent-Length: 2\r\n\r\n{}");
        Transport.Answer answer = transport.exchange(
                new Transport.Request(
                        "POST",
                        URI.create("http://localhost/v1/a%2Fb?x=%7B"),
                        Map.of("Host", List.of("elsewhere"), "X-Two", List.of("2")),
                        "body".getBytes(UTF_8)),
                LONG);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).containsEntry("X-One", List.of("1"));
        assertThat(answer.body()).isEqualTo("{}".getBytes(UTF_8));
        assertThat(asked.get())
                .isEqualTo("POST /v1/a%2Fb?x=%7B HTTP/1.1\r\nHost: docker\r\nConnection: close\r\nX-Two: 2\r\n"
                        + "Content-Length: 4\r\n\r\nbody");
    }

    @Test
    void nobodyThereIsKnownNotToHaveBeenReached() {
        UnixSocketTransport nowhere = new UnixSocketTransport(folder.resolve("none"));
        assertThatThrownBy(() -> nowhere.exchange(get("/"), LONG))
                .isInstanceOf(Transport.NotSent.class)
                .hasMessageContaining("none");
        nowhere.close();
    }

    @Test
    void theDeadlineHoldsForAnAnswerThatNeverEnds() {
        CompletableFuture<String> asked = answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", true);
        assertThatThrownBy(() -> transport.exchange(get("/"), Duration.ofMillis(200)))
                .isNotInstanceOf(Transport.NotSent.class)
                .hasMessageContaining("no answer within 200 ms");
        assertThat(asked).isNotDone();
    }

    @Test
    void onceClosedNothingIsSentAndNothingIsLeftOpen() {
        transport.close();
        long before = openFiles();
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> transport.exchange(get("/"), LONG)).isInstanceOf(Transport.NotSent.class);
            assertThatThrownBy(() -> transport.open(URI.create("http://localhost/"), LONG))
                    .isInstanceOf(Transport.NotSent.class);
        }
        assertThat(openFiles() - before).as("more open files, of 200").isLessThan(100);
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    @Test
    void anAnswerThatGoesOnMustHaveBegunInTime() {
        CompletableFuture<String> asked = answering("HTTP/1.1 200 OK\r\n", true);
        assertThatThrownBy(() -> transport.open(URI.create("http://localhost/events"), Duration.ofMillis(200)))
                .hasMessageContaining("no answer within 200 ms");
        assertThat(asked).isNotDone();
    }

    /** The server stays connected but sends nothing, not even an end. */
    @Test
    void eventsThatFallSilentForGoodAreAskedForAnew() throws Exception {
        CompletableFuture<String> first = answering("HTTP/1.1 200 OK\r\n\r\n", true);
        CompletableFuture<String> second = answering("HTTP/1.1 200 OK\r\n\r\n", true);
        DockerConfig config = DockerConfig.read(Map.of("engine", "unix://" + socket, "api-version", "1.41"));
        BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
        try (Engine engine = new Engine(config, transport);
                EventFeed feed =
                        new EventFeed(engine, transport, told::add, Clock.systemUTC(), Duration.ofMillis(200))) {
            feed.start();
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEmpty();
            assertThat(told.poll(30, TimeUnit.SECONDS))
                    .as("after an interruption")
                    .isEmpty();
        }
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
    }

    @Test
    void whatEndsInTheMiddleMayHaveBeenCarriedOut() {
        CompletableFuture<String> asked = answering("");
        assertThatThrownBy(() -> transport.exchange(get("/"), LONG))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(Transport.NotSent.class);
        assertThat(asked).succeedsWithin(LONG);
    }

    @Test
    void aLineBreakInAHeaderIsNotSent() {
        assertThatThrownBy(() -> transport.exchange(
                        new Transport.Request(
                                "GET", URI.create("http://localhost/"), Map.of("X", List.of("1\r\nY: 2")), new byte[0]),
                        LONG))
                .isInstanceOf(Transport.NotSent.class);
    }

    @Test
    void bodiesAreReadAsTheyAreFramed() throws Exception {
        assertThat(read("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcdef")).isEqualTo("abc");
        assertThat(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n"))
                .isEqualTo("abcde");
        assertThat(read("HTTP/1.1 200 OK\r\n\r\nuntil the end")).isEqualTo("until the end");
        assertThat(read("HTTP/1.1 204 No Content\r\n\r\nnothing of this")).isEmpty();
        assertThat(read("HTTP/1.1 304\r\nTransfer-Encoding: chunked\r\n\r\n")).isEmpty();
        assertThat(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"))
                .isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Le",
            })
    void aPartIsNeverTakenForTheWhole(String answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-dropbear\r\n",
                "HTTP/1.1 huh\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            })
    void whatIsNoHttpIsSaidToBeNone(String answer) {
        assertThatThrownBy(() -> read(answer)).hasMessageContaining("not HTTP");
    }

    private static String read(String answer) throws IOException {
        try (AnswerReader reader = new AnswerReader(new ByteArrayInputStream(answer.getBytes(ISO_8859_1)))) {
            return new String(reader.readAllBytes(), ISO_8859_1);
        }
    }

    private static Transport.Request get(String path) {
        return new Transport.Request("GET", URI.create("http://localhost" + path), Map.of(), new byte[0]);
    }

    private CompletableFuture<String> answering(String answer) {
        return answering(answer, false);
    }

    /** @return the received request, when the connection ends */
    private CompletableFuture<String> answering(String answer, boolean stay) {
        CompletableFuture<String> asked = new CompletableFuture<>();
        CompletableFuture<Void> never = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (SocketChannel client = server.accept()) {
                ByteBuffer buffer = ByteBuffer.allocate(10_000);
                String text = "";
                while (!text.endsWith("body") && !(text.startsWith("GET") && text.endsWith("\r\n\r\n"))) {
                    client.read(buffer);
                    text = new String(buffer.array(), 0, buffer.position(), ISO_8859_1);
                }
                client.write(ByteBuffer.wrap(answer.getBytes(ISO_8859_1)));
                if (stay) {
                    never.join();
                }
                asked.complete(text);
            } catch (IOException e) {
                asked.completeExceptionally(e);
            }
        });
        return asked;
    }
}
