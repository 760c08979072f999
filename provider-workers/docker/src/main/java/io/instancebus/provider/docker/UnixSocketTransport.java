package io.instancebus.provider.docker;

import io.instancebus.provider.http.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * HTTP/1.1 over a Unix domain socket, with one connection for each request. It sends every request to this socket,
 * whatever its URI.
 */
final class UnixSocketTransport implements Transport, EventFeed.Source {
    private static final Set<String> ITS_OWN = Set.of("connection", "content-length", "host");

    private final UnixDomainSocketAddress address;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("docker-deadlines").factory());

    UnixSocketTransport(Path socket) {
        this.address = UnixDomainSocketAddress.of(socket);
    }

    @Override
    public Answer exchange(Request request, Duration timeout) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        AtomicBoolean late = new AtomicBoolean();
        Future<?> deadline = closing(channel, timeout, late);
        try (AnswerReader reader = open(channel, request)) {
            byte[] body = reader.readNBytes(LONGEST_ANSWER + 1);
            if (body.length > LONGEST_ANSWER) {
                throw new IOException("the answer is longer than " + LONGEST_ANSWER + " bytes");
            }
            return new Answer(reader.status(), reader.reason(), reader.answerHeaders(), body);
        } catch (NotSent e) {
            throw e;
        } catch (IOException e) {
            throw ended(e, timeout, late);
        } finally {
            deadline.cancel(false);
            close(channel);
        }
    }

    /** Opens a response that continues until the stream or the connection is closed. */
    @Override
    public InputStream open(URI uri, Duration untilItBegins) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        AtomicBoolean late = new AtomicBoolean();
        Future<?> deadline = closing(channel, untilItBegins, late);
        try {
            AnswerReader reader = open(channel, new Request("GET", uri, Map.of(), new byte[0]));
            if (reader.status() != 200) {
                throw new IOException("the engine answered " + reader.status());
            }
            return reader;
        } catch (IOException e) {
            close(channel);
            throw ended(e, untilItBegins, late);
        } finally {
            deadline.cancel(false);
        }
    }

    /** Closes the channel after the time-out, which ends all waits for it. */
    private Future<?> closing(SocketChannel channel, Duration timeout, AtomicBoolean late) throws NotSent {
        try {
            return deadlines.schedule(
                    () -> {
                        late.set(true);
                        close(channel);
                    },
                    timeout.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            close(channel);
            throw new NotSent("the account is closed", e);
        }
    }

    private static IOException ended(IOException e, Duration timeout, AtomicBoolean late) {
        return late.get()
                ? Transport.late(timeout, e)
                : new IOException(e.getMessage() == null ? "the connection ended" : e.getMessage(), e);
    }

    private AnswerReader open(SocketChannel channel, Request request) throws IOException {
        byte[] head = head(request);
        try {
            channel.connect(address);
        } catch (IOException e) {
            throw new NotSent("no engine can be reached at " + address + ": " + e.getMessage(), e);
        }
        write(channel, ByteBuffer.wrap(head));
        write(channel, ByteBuffer.wrap(request.body()));
        return new AnswerReader(Channels.newInputStream(channel));
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static byte[] head(Request request) throws NotSent {
        StringBuilder head = new StringBuilder();
        String query = request.uri().getRawQuery();
        line(
                head,
                request.method() + " " + request.uri().getRawPath() + (query == null ? "" : "?" + query) + " HTTP/1.1");
        line(head, "Host: docker");
        line(head, "Connection: close");
        for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
            if (!ITS_OWN.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                for (String value : header.getValue()) {
                    line(head, header.getKey() + ": " + value);
                }
            }
        }
        if (request.body().length > 0 || request.method().startsWith("P")) {
            line(head, "Content-Length: " + request.body().length);
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void line(StringBuilder head, String line) throws NotSent {
        if (line.chars().anyMatch(each -> each < ' ' || each > '~')) {
            throw new NotSent("the request's head contains an invalid character");
        }
        head.append(line).append("\r\n");
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // A failed close does not matter: the connection is not used again.
        }
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
    }
}
