package io.instancebus.provider.docker;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy between the adapter and the real engine, on a Unix domain socket of its own: records requests, loses answers,
 * and forges some. A connection carries one request.
 */
final class EngineProxy implements Closeable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");

    private final Path socket;
    private final Path engine;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private ServerSocketChannel listener;

    private sealed interface Fate {
        record Forward() implements Fate {}

        /** The engine carries out the request, and the connection ends without an answer. */
        record LoseAnswer() implements Fate {}

        /** The engine carries out the request; its answer does not come, and the connection stays open. */
        record Withhold() implements Fate {}

        record Cut() implements Fate {}

        record Mute() implements Fate {}

        record Answer(int status, String body) implements Fate {}

        /** Changes the engine's own answer. */
        record Forge(UnaryOperator<String> answer) implements Fate {}
    }

    /** @param match a text in the request's first line */
    private record Rule(String match, boolean once, Fate fate) {}

    EngineProxy(Path folder, Path engine) {
        this.socket = folder.resolve("engine.sock");
        this.engine = engine;
        listen();
    }

    Path socket() {
        return socket;
    }

    /** The first lines of the requests. */
    List<String> requests() {
        return requests;
    }

    void loseAnswerOnce(String match) {
        rules.add(new Rule(match, true, new Fate.LoseAnswer()));
    }

    void withholdAnswerOnce(String match) {
        rules.add(new Rule(match, true, new Fate.Withhold()));
    }

    void withholdAnswers(String match) {
        rules.add(new Rule(match, false, new Fate.Withhold()));
    }

    void answerOnce(String match, int status, String body) {
        rules.add(new Rule(match, true, new Fate.Answer(status, body)));
    }

    void answer(String match, int status, String body) {
        rules.add(new Rule(match, false, new Fate.Answer(status, body)));
    }

    void forge(String match, UnaryOperator<String> answer) {
        rules.add(new Rule(match, false, new Fate.Forge(answer)));
    }

    void cut(String match) {
        rules.add(new Rule(match, false, new Fate.Cut()));
    }

    void mute(String match) {
        rules.add(new Rule(match, false, new Fate.Mute()));
    }

    void recover() {
        rules.clear();
        if (!listener.isOpen()) {
            listen();
        }
    }

    /** Refuses connections, as if the engine did not exist. */
    void vanish() {
        try {
            listener.close();
            Files.deleteIfExists(socket);
            interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all connections. */
    void interrupt() {
        open.forEach(EngineProxy::close);
    }

    private void listen() {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            listener = server;
            Thread.ofVirtual().start(() -> accept(server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            InputStream in = Channels.newInputStream(client);
            byte[] request = request(in);
            String line = new String(request, StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("");
            requests.add(line);
            switch (fate(line)) {
                case Fate.Forward forward -> forward(request, client, true);
                case Fate.LoseAnswer lose -> forward(request, client, false);
                case Fate.Withhold withhold -> {
                    forward(request, client, false);
                    untilItHangsUp(in);
                }
                case Fate.Cut cut -> {}
                case Fate.Mute mute -> untilItHangsUp(in);
                case Fate.Answer(int status, String body) -> answer(client, status, body);
                case Fate.Forge(UnaryOperator<String> forged) -> forge(request, client, forged);
            }
        } catch (IOException e) {
            // The client sees the end of the connection.
        } finally {
            open.remove(client);
        }
    }

    private static void untilItHangsUp(InputStream in) throws IOException {
        int end = in.read();
        assert end < 0;
    }

    private Fate fate(String line) {
        for (Rule rule : rules) {
            if (line.contains(rule.match()) && (!rule.once() || rules.remove(rule))) {
                return rule.fate();
            }
        }
        return new Fate.Forward();
    }

    private void forward(byte[] request, SocketChannel client, boolean answered) throws IOException {
        try (SocketChannel to = SocketChannel.open(UnixDomainSocketAddress.of(engine))) {
            open.add(to);
            Channels.newOutputStream(to).write(request);
            OutputStream back = answered ? Channels.newOutputStream(client) : OutputStream.nullOutputStream();
            Channels.newInputStream(to).transferTo(back);
            open.remove(to);
        }
    }

    private void forge(byte[] request, SocketChannel client, UnaryOperator<String> forged) throws IOException {
        try (SocketChannel to = SocketChannel.open(UnixDomainSocketAddress.of(engine))) {
            Channels.newOutputStream(to).write(request);
            try (AnswerReader truth = new AnswerReader(Channels.newInputStream(to))) {
                String body = new String(truth.readAllBytes(), StandardCharsets.ISO_8859_1);
                answer(client, truth.status(), truth.status() == 200 ? forged.apply(body) : body);
            }
        }
    }

    private static void answer(SocketChannel client, int status, String body) throws IOException {
        String head = "HTTP/1.1 " + status + " So\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n";
        Channels.newOutputStream(client).write((head + body).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] request(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int each = in.read();
            if (each < 0) {
                throw new IOException("no request");
            }
            read.write(each);
            if (each == '\n') {
                text = read.toString(StandardCharsets.ISO_8859_1);
            }
        }
        Matcher length = LENGTH.matcher(text);
        if (length.find()) {
            read.write(in.readNBytes(Integer.parseInt(length.group(1))));
        }
        return read.toByteArray();
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        vanish();
    }
}
