package io.instancebus.provider.jclouds;

import com.google.common.collect.ImmutableMultimap;
import com.google.common.io.ByteStreams;
import com.google.common.net.HttpHeaders;
import com.google.inject.Inject;
import io.instancebus.provider.http.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jclouds.http.HttpCommand;
import org.jclouds.http.HttpCommandExecutorService;
import org.jclouds.http.HttpRequest;
import org.jclouds.http.HttpRequestFilter;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpUtils;
import org.jclouds.http.handlers.DelegatingErrorHandler;
import org.jclouds.http.handlers.DelegatingRetryHandler;
import org.jclouds.io.ContentMetadataCodec;
import org.jclouds.io.MutableContentMetadata;
import org.jclouds.io.Payload;
import org.jclouds.io.Payloads;
import org.jspecify.annotations.Nullable;

/**
 * Executes jclouds' commands, and sends each request once. A request that is refused because its token has expired
 * (401, without an effect) is sent a second time with a new token, if the API has tokens.
 */
final class Exchanges implements HttpCommandExecutorService {
    private static final int UNAUTHORIZED = 401;

    private final Transport transport;
    private final Endpoints endpoints;
    private final Renewal renewal;
    private final ContentMetadataCodec content;
    private final DelegatingRetryHandler retries;
    private final DelegatingErrorHandler errors;

    @Inject
    Exchanges(
            Transport transport,
            Endpoints endpoints,
            Renewal renewal,
            ContentMetadataCodec content,
            DelegatingRetryHandler retries,
            DelegatingErrorHandler errors) {
        this.transport = transport;
        this.endpoints = endpoints;
        this.renewal = renewal;
        this.content = content;
        this.retries = retries;
        this.errors = errors;
    }

    @Override
    public HttpResponse invoke(HttpCommand command) {
        HttpResponse response = send(command.getCurrentRequest());
        if (response.getStatusCode() == UNAUTHORIZED
                && renewal == Renewal.OF_TOKENS
                && retries.getClientErrorRetryHandler().shouldRetryRequest(command, response)) {
            response = send(command.getCurrentRequest());
        }
        if (response.getStatusCode() >= 300) {
            errors.handleError(command, response);
        }
        if (command.getException() != null) {
            throw command.getException() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(command.getException());
        }
        return response;
    }

    private HttpResponse send(HttpRequest asked) {
        HttpRequest request = asked;
        for (HttpRequestFilter filter : asked.getFilters()) {
            request = filter.filter(request);
        }
        if (!endpoints.allow(request.getEndpoint())) {
            String message = "a request would go to " + request.getEndpoint().getHost() + ", but only " + endpoints
                    + " are allowed";
            throw Unanswered.notSent(new Transport.NotSent(message));
        }
        try {
            return response(transport.exchange(plain(request), CallDeadline.left()));
        } catch (Transport.NotSent e) {
            throw Unanswered.notSent(e);
        } catch (IOException e) {
            throw Unanswered.sent(e);
        }
    }

    private Transport.Request plain(HttpRequest request) throws Transport.NotSent {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.getHeaders().forEach((name, value) -> put(headers, name, value));
        Payload payload = request.getPayload();
        byte[] body = {};
        if (payload != null) {
            MutableContentMetadata metadata = payload.getContentMetadata();
            content.toHeaders(metadata).forEach((name, value) -> {
                if (!name.equalsIgnoreCase(HttpHeaders.EXPIRES)) {
                    put(headers, name, value);
                }
            });
            try (InputStream in = payload.openStream()) {
                body = ByteStreams.toByteArray(in);
            } catch (IOException e) {
                throw new Transport.NotSent("the request could not be read", e);
            }
        }
        return new Transport.Request(request.getMethod(), request.getEndpoint(), headers, body);
    }

    private static void put(Map<String, List<String>> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.computeIfAbsent(name, unseen -> new ArrayList<>()).add(value);
        }
    }

    private HttpResponse response(Transport.Answer answer) {
        ImmutableMultimap.Builder<String, String> builder = ImmutableMultimap.builder();
        answer.headers().forEach((name, values) -> {
            // HTTP/2 and the JDK's client use lower case; jclouds looks up headers as RFC 7231 writes them.
            builder.putAll(Names.conventional(name), values);
        });
        ImmutableMultimap<String, String> headers = builder.build();
        HttpResponse.Builder<?> response = HttpResponse.builder()
                .statusCode(answer.status())
                .message(answer.reason())
                .headers(HttpUtils.filterOutContentHeaders(headers));
        if (answer.body().length > 0) {
            Payload payload = Payloads.newByteArrayPayload(answer.body());
            content.fromHeaders(payload.getContentMetadata(), headers);
            payload.getContentMetadata().setContentLength((long) answer.body().length);
            response.payload(payload);
        }
        return response.build();
    }
}
