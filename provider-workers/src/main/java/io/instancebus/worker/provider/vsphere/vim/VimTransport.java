package io.instancebus.worker.provider.vsphere.vim;

import io.instancebus.worker.provider.http.Distrust;
import io.instancebus.worker.provider.http.NoConnection;
import io.instancebus.worker.provider.http.Trust;
import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * SOAP over HTTP. What changes something is sent once: the JDK's client does not repeat a POST. What only reads is sent
 * again once when its connection is lost, as the JDK's client does with a GET. Safe for many threads.
 */
public final class VimTransport implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Bytes; what may be long is asked for in pages. */
    static final int LONGEST_ANSWER = 64 << 20;

    private final URI sdk;
    private final HttpClient http;

    /** An answer, and the cookie that came with it. */
    record Answered(Element body, Optional<String> cookie) {}

    /** @param sdk for example https://vcenter.example.com/sdk */
    public VimTransport(URI sdk, Trust trust) {
        this.sdk = sdk;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .sslContext(trust.context())
                .build();
    }

    /** The newest version of the API that the server offers; empty if it does not say. */
    Optional<String> apiVersion(Deadline deadline) throws VimUnanswered {
        HttpRequest request = HttpRequest.newBuilder(sdk.resolve("/sdk/vimServiceVersions.xml"))
                .build();
        HttpResponse<byte[]> response = send(request, "vimServiceVersions", deadline);
        try {
            return response.statusCode() != 200
                    ? Optional.empty()
                    : Answers.document(new ByteArrayInputStream(response.body())).children("namespace").stream()
                            .filter(namespace -> "urn:vim25".equals(namespace.text("name")))
                            .findFirst()
                            .flatMap(namespace -> Optional.ofNullable(namespace.text("version")));
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    Answered call(Request request, @Nullable String cookie, String apiVersion, Deadline deadline) throws VimException {
        HttpRequest.Builder post = HttpRequest.newBuilder(sdk)
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", "urn:vim25/" + apiVersion)
                .POST(HttpRequest.BodyPublishers.ofString(request.envelope()));
        if (cookie != null) {
            post.header("Cookie", cookie);
        }
        HttpResponse<byte[]> response = request.onlyReads()
                ? sendTwiceAtMost(post.build(), request.method(), deadline)
                : send(post.build(), request.method(), deadline);
        try {
            return read(request.method(), response);
        } catch (XMLStreamException e) {
            throw new VimUnanswered("vCenter's answer to " + request.method() + " cannot be read: " + e, true, e);
        }
    }

    private static Answered read(String method, HttpResponse<byte[]> response) throws VimException, XMLStreamException {
        int status = response.statusCode();
        if (status != 200 && status != 500) {
            // A proxy before vCenter says 503 while nothing is behind it.
            throw new VimUnanswered("vCenter answered " + method + " with HTTP status " + status, status != 503, null);
        }
        Element body = Answers.body(new ByteArrayInputStream(response.body()));
        if (body.name().equals("Fault")) {
            throw VimFault.of(body);
        }
        return new Answered(body, response.headers().firstValue("Set-Cookie").map(set -> set.split(";", 2)[0]));
    }

    private HttpResponse<byte[]> sendTwiceAtMost(HttpRequest request, String method, Deadline deadline)
            throws VimUnanswered {
        try {
            return send(request, method, deadline);
        } catch (VimUnanswered e) {
            if (!e.lostConnection()) {
                throw e;
            }
            return send(request, method, deadline);
        }
    }

    /** The deadline holds for the whole answer, not for its beginning only. */
    private HttpResponse<byte[]> send(HttpRequest request, String method, Deadline deadline) throws VimUnanswered {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            return answer.get(Math.max(1, deadline.left().toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VimUnanswered(method + " was interrupted", true, e);
        } catch (TimeoutException e) {
            throw new VimUnanswered("vCenter did not answer " + method + " in time", true, e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            Optional<String> distrust = Distrust.words(request.uri(), cause);
            if (distrust.isPresent()) {
                throw VimUnanswered.distrusted(distrust.get(), cause);
            }
            throw switch (cause) {
                case ConnectException refused -> unreached(request, refused);
                case HttpConnectTimeoutException late -> unreached(request, late);
                case SSLHandshakeException broken -> unreached(request, broken);
                case UnresolvedAddressException unknown -> unreached(request, unknown);
                default -> new VimUnanswered("vCenter did not answer " + method + ": " + words(cause), true, cause);
            };
        } finally {
            answer.cancel(true);
        }
    }

    private static VimUnanswered unreached(HttpRequest request, Exception e) {
        return new VimUnanswered("vCenter cannot be reached: " + NoConnection.words(request.uri(), e), false, e);
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
