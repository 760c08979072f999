package io.instancebus.provider.vsphere.vim;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.http.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * SOAP over HTTP. It sends a request that changes something once. It sends a request that only reads a second time if
 * the connection is lost, as the JDK's client does with a GET. Thread-safe.
 */
public final class VimTransport implements AutoCloseable {
    private final URI sdk;
    private final Transport http;

    /** A response with its cookie. */
    record Answered(Element body, Optional<String> cookie) {}

    /**
     * @param sdk for example https://vcenter.example.com/sdk
     * @param http the client, which is closed with this
     */
    public VimTransport(URI sdk, Transport http) {
        this.sdk = sdk;
        this.http = http;
    }

    /** The newest version of the API that the server offers; empty if it does not say. */
    Optional<String> apiVersion(Deadline deadline) throws VimUnanswered {
        URI versions = sdk.resolve("/sdk/vimServiceVersions.xml");
        Transport.Answer answer =
                send(new Transport.Request("GET", versions, Map.of(), new byte[0]), "vimServiceVersions", deadline);
        try {
            return answer.status() != 200
                    ? Optional.empty()
                    : SoapResponses.document(new ByteArrayInputStream(answer.body())).children("namespace").stream()
                            .filter(namespace -> "urn:vim25".equals(namespace.text("name")))
                            .findFirst()
                            .flatMap(namespace -> Optional.ofNullable(namespace.text("version")));
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    Answered call(Request request, @Nullable String cookie, String apiVersion, Deadline deadline) throws VimException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Content-Type", List.of("text/xml; charset=utf-8"));
        headers.put("SOAPAction", List.of("urn:vim25/" + apiVersion));
        if (cookie != null) {
            headers.put("Cookie", List.of(cookie));
        }
        Transport.Request post =
                new Transport.Request("POST", sdk, headers, request.envelope().getBytes(StandardCharsets.UTF_8));
        Transport.Answer answer = request.onlyReads()
                ? sendTwiceAtMost(post, request.method(), deadline)
                : send(post, request.method(), deadline);
        try {
            return read(request.method(), answer);
        } catch (XMLStreamException e) {
            throw new VimUnanswered("vCenter's answer to " + request.method() + " cannot be read: " + e, true, e);
        }
    }

    private static Answered read(String method, Transport.Answer answer) throws VimException, XMLStreamException {
        int status = answer.status();
        if (status != 200 && status != 500) {
            // A proxy answers 503 while no vCenter is behind it.
            throw new VimUnanswered("vCenter answered " + method + " with HTTP status " + status, status != 503, null);
        }
        Element body = SoapResponses.body(new ByteArrayInputStream(answer.body()));
        if (body.name().equals("Fault")) {
            throw VimFault.of(body);
        }
        return new Answered(body, answer.header("Set-Cookie").map(set -> set.split(";", 2)[0]));
    }

    private Transport.Answer sendTwiceAtMost(Transport.Request request, String method, Deadline deadline)
            throws VimUnanswered {
        try {
            return http.exchange(request, deadline.left());
        } catch (Transport.NotSent | InterruptedIOException | HttpTimeoutException e) {
            throw unanswered(method, e);
        } catch (IOException lostConnection) {
            return send(request, method, deadline);
        }
    }

    private Transport.Answer send(Transport.Request request, String method, Deadline deadline) throws VimUnanswered {
        try {
            return http.exchange(request, deadline.left());
        } catch (IOException e) {
            throw unanswered(method, e);
        }
    }

    private static VimUnanswered unanswered(String method, IOException e) {
        String words = String.valueOf(e.getMessage());
        return switch (e) {
            case Transport.NotSent unsent when unsent.distrusted() -> VimUnanswered.distrusted(words, e);
            case Transport.NotSent unsent -> new VimUnanswered("vCenter cannot be reached: " + words, false, e);
            case InterruptedIOException interrupted -> new VimUnanswered(method + " was interrupted", true, e);
            case HttpTimeoutException late ->
                new VimUnanswered("vCenter did not answer " + method + " in time", true, e);
            default -> new VimUnanswered("vCenter did not answer " + method + ": " + words, true, e);
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
