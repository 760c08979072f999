package io.instancebus.provider.jclouds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.http.Transport;
import io.instancebus.provider.http.Trust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jclouds.ContextBuilder;
import org.jclouds.docker.DockerApi;
import org.jclouds.docker.domain.Config;
import org.jclouds.docker.handlers.DockerErrorHandler;
import org.jclouds.http.HttpErrorHandler;
import org.jclouds.http.annotation.ClientError;
import org.jclouds.http.annotation.ServerError;
import org.jclouds.rest.ConfiguresHttpApi;
import org.jclouds.rest.config.HttpApiModule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests through jclouds to a real HTTP server: how often they are sent, where to, and the failure when no answer
 * comes.
 */
class CloudTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpTransport transport = new HttpTransport(new Trust.Machine().context());
    private HttpServer server;

    /** jclouds' own module also installs an executor. */
    @ConfiguresHttpApi
    private static final class PlainDocker extends HttpApiModule<DockerApi> {
        @Override
        protected void bindErrorHandlers() {
            bind(HttpErrorHandler.class).annotatedWith(ClientError.class).to(DockerErrorHandler.class);
            bind(HttpErrorHandler.class).annotatedWith(ServerError.class).to(DockerErrorHandler.class);
        }
    }

    @FunctionalInterface
    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void close() {
        end.countDown();
        server.stop(0);
        transport.close();
    }

    @Test
    void aRequestAndItsAnswerPassThrough() throws Exception {
        answering(exchange -> answer(exchange, 201, "{\"Id\":\"abc\"}"));
        assertThat(create(cloud(endpoint(), Duration.ofSeconds(5)))).isEqualTo("abc");
        assertThat(seen).hasSize(1);
    }

    /** jclouds would print an unreadable answer, even with its null logger. */
    @Test
    void anAnswerThatCannotBeReadIsNotShown() {
        answering(exchange -> answer(exchange, 201, "{\"Id\": the password}"));
        PrintStream err = System.err;
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try {
            assertThat(failure(this::create)).isNotNull();
        } finally {
            System.setErr(err);
        }
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void whatFailsIsSentOnce() {
        answering(exchange -> answer(exchange, 500, "{\"message\":\"no\"}"));
        assertThat(failure(this::create).failure().category()).isEqualTo(FailureCategory.INTERNAL);
        assertThat(seen).containsExactly("POST /v1.41/containers/create");
    }

    @Test
    void aConnectionThatEndsIsSentOnceAndItsOutcomeUnknown() {
        answering(HttpExchange::close);
        assertThat(failure(this::create).isOutcomeUnknown()).isTrue();
        assertThat(seen).containsExactly("POST /v1.41/containers/create");
    }

    @Test
    void theDeadlineHoldsUntilTheLastByte() {
        answering(exchange -> {
            exchange.sendResponseHeaders(201, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        });
        Instant begun = Instant.now();
        ProviderFailure failure = failure(() -> create(cloud(endpoint(), Duration.ofSeconds(2))));
        assertThat(failure.isOutcomeUnknown()).isTrue();
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void anAnswerWithoutAnEndIsNotKept() {
        answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i <= Transport.LONGEST_ANSWER >> 20; i++) {
                exchange.getResponseBody().write(piece);
            }
            exchange.close();
        });
        Transport.Request request = new Transport.Request("GET", endpoint(), Map.of(), new byte[0]);
        assertThatIOException()
                .isThrownBy(() -> transport.exchange(request, Duration.ofMinutes(1)))
                .withMessageContaining(Integer.toString(Transport.LONGEST_ANSWER));
    }

    @Test
    void nobodyThereIsKnownNotToHaveBeenReached() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        ProviderFailure failure =
                failure(() -> create(cloud(URI.create("http://127.0.0.1:" + free), Duration.ofSeconds(5))));
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(failure).hasMessageContaining("no connection to 127.0.0.1:" + free);
    }

    /** Otherwise the first call on a busy machine would fail, with a message that its address is wrong. */
    @Test
    void theTimeBeginsWhenTheApiIsOpen() throws Exception {
        answering(exchange -> answer(exchange, 201, "{\"Id\":\"abc\"}"));
        List<Boolean> measured = new ArrayList<>();
        Cloud<DockerApi> late = new Cloud<>(
                () -> {
                    measured.add(CallDeadline.AT.isBound());
                    return api(endpoint());
                },
                Duration.ofSeconds(30),
                CloudTest::said);
        assertThat(create(late)).isEqualTo("abc");
        assertThat(measured).containsExactly(false);
    }

    @Test
    void nothingIsSentForWhoHasGivenUp() {
        answering(exchange -> answer(exchange, 201, "{\"Id\":\"abc\"}"));
        Thread.currentThread().interrupt();
        ProviderFailure failure = failure(this::create);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(seen).isEmpty();
    }

    /** A label of a name has at most 63 characters, so this name needs no look-up in DNS. */
    @Test
    void aNameWithoutAnAddressIsKnownNotToHaveBeenReachedAndIsSaid() {
        String name = "a".repeat(64) + ".invalid";
        ProviderFailure failure = failure(() -> create(cloud(URI.create("http://" + name), Duration.ofSeconds(30))));
        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(failure).hasMessageEndingWith("there is no address for the name " + name);
    }

    @Test
    void noRequestGoesAnywhereElse() {
        answering(exchange -> answer(exchange, 201, "{}"));
        Cloud<DockerApi> elsewhere = new Cloud<>(
                () -> Cloud.prepared(
                                builder(endpoint()),
                                transport,
                                new Endpoints(List.of(URI.create("http://127.0.0.2:80"))),
                                Renewal.NONE,
                                new PlainDocker())
                        .buildApi(DockerApi.class),
                Duration.ofSeconds(5),
                CloudTest::said);
        assertThat(failure(() -> create(elsewhere)).getMessage()).contains("127.0.0.2");
        assertThat(seen).isEmpty();
    }

    private void create() throws ProviderFailure {
        create(cloud(endpoint(), Duration.ofSeconds(5)));
    }

    private static String create(Cloud<DockerApi> cloud) throws ProviderFailure {
        return cloud.call(
                "create",
                api -> api.getContainerApi()
                        .createContainer("name", Config.builder().image("image").build())
                        .id());
    }

    private Cloud<DockerApi> cloud(URI endpoint, Duration timeout) {
        return new Cloud<>(() -> api(endpoint), timeout, CloudTest::said);
    }

    private DockerApi api(URI endpoint) {
        return Cloud.prepared(
                        builder(endpoint), transport, new Endpoints(List.of(endpoint)), Renewal.NONE, new PlainDocker())
                .buildApi(DockerApi.class);
    }

    private static ContextBuilder builder(URI endpoint) {
        return ContextBuilder.newBuilder("docker")
                .endpoint(endpoint.toString())
                .credentials("nobody", "nothing")
                .apiVersion("1.41");
    }

    private static ProviderFailure said(String call, RuntimeException e) {
        return ProviderFailure.of(FailureCategory.INTERNAL, null, call + ": " + e.getClass());
    }

    private void answering(Answering answering) {
        server.createContext("/", exchange -> {
            seen.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            exchange.getRequestBody().readAllBytes();
            answering.answer(exchange);
        });
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static ProviderFailure failure(ThrowingCallable call) {
        return catchThrowableOfType(ProviderFailure.class, call);
    }
}
