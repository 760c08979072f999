package io.instancebus.provider.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;

/** Sends requests over HTTP and HTTPS with the JDK's client, which repeats no POST. */
public final class HttpTransport implements Transport {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Headers that the client sets itself and accepts from no caller. */
    private static final Set<String> ITS_OWN =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    private final HttpClient http;

    /** @param tls the TLS context, which determines the trusted servers; see {@link Trust} */
    public HttpTransport(SSLContext tls) {
        this(builder().sslContext(tls));
    }

    private HttpTransport(HttpClient.Builder builder) {
        this.http = builder.build();
    }

    /** A transport without a proxy, for plain HTTP to a server that no proxy could reach. */
    public static HttpTransport withoutProxy() {
        return new HttpTransport(builder().proxy(HttpClient.Builder.NO_PROXY));
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
    }

    @Override
    public Answer exchange(Request request, Duration timeout) throws IOException {
        // The future enforces the deadline: the client's own time-out ends with the response headers.
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(built(request), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            HttpResponse<byte[]> response = answer.get(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), "", response.headers().map(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (TimeoutException e) {
            throw Transport.late(timeout, e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            Optional<String> distrust = Distrust.words(request.uri(), cause);
            if (distrust.isPresent()) {
                throw NotSent.distrusted(distrust.get(), cause);
            }
            throw switch (cause) {
                case ConnectException refused -> unsent(request, refused);
                case HttpConnectTimeoutException late -> unsent(request, late);
                case SSLHandshakeException broken -> unsent(request, broken);
                case UnresolvedAddressException unknown -> unsent(request, unknown);
                default -> new IOException(words(cause), cause);
            };
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest built(Request request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri())
                .method(
                        request.method(),
                        request.body().length == 0 && !request.method().startsWith("P")
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, values) -> {
            if (!ITS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        return builder.build();
    }

    private static NotSent unsent(Request request, Exception e) {
        return new NotSent(NoConnection.words(request.uri(), e), e);
    }

    private static String words(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
