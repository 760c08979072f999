package io.instancebus.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A line between a client and a server, in the hands of whoever wants to disturb it: it passes everything on until it
 * is told otherwise.
 */
public final class Proxy implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    /** How the line is. */
    private sealed interface State {}

    private record Open() implements State {}

    /** Whatever comes is passed on so much later, 64 KiB at a time: slow and narrow. */
    private record Slow(Duration by) implements State {}

    /** Connections stay, and nothing passes. */
    private record Silent() implements State {}

    /** No connections, and none is taken. */
    private record Cut() implements State {}

    /** All passes but HTTP requests for one resource, which are answered here. */
    private record Refusing(byte[] request, byte[] answer) implements State {}

    private final String name;
    private final int target;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object changes = new Object();
    private volatile State state = new Open();

    private Proxy(String name, ServerSocket listening, int target) {
        this.name = name;
        this.listening = listening;
        this.target = target;
    }

    /** From one port of 127.0.0.1 to another. */
    static Proxy start(String name, int port, int target) {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.ofLiteral(Ports.HOST), port), 200);
            Proxy proxy = new Proxy(name, listening, target);
            Thread.ofPlatform().daemon().name("proxy " + name).start(proxy::accept);
            return proxy;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Who talks to whom. */
    public String name() {
        return name;
    }

    /** As if it were not there. */
    public void pass() {
        become(new Open());
    }

    /** Holds whatever comes for so long. */
    public void slow(Duration by) {
        become(new Slow(by));
    }

    /** Keeps the connections, and passes nothing on. */
    public void silence() {
        become(new Silent());
    }

    /** Ends all connections, and takes no new ones. */
    public void cut() {
        become(new Cut());
        sockets.forEach(Proxy::close);
    }

    /**
     * Answers HTTP/1.1 requests that get exactly this path, and passes on everything else. The client must send each
     * such request in one piece, and the next only after the answer.
     *
     * @param errorCode what the answer's body names besides, as schema registries do
     */
    public void refuse(String path, int status, int errorCode) {
        String body = "{\"error_code\":" + errorCode + ",\"message\":\"refused\"}";
        become(new Refusing(
                ("GET " + path + " ").getBytes(StandardCharsets.US_ASCII),
                ("HTTP/1.1 " + status + " Refused\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII)));
    }

    private void become(State next) {
        synchronized (changes) {
            state = next;
            changes.notifyAll();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                var _ = Thread.ofVirtual().start(() -> join(client));
            } catch (IOException closed) {
                // Either this proxy was closed, or one client changed its mind.
            }
        }
    }

    private void join(Socket client) {
        try {
            sockets.add(client);
            if (state instanceof Cut) {
                throw new IOException("the line is cut");
            }
            Socket server = new Socket(InetAddress.ofLiteral(Ports.HOST), target);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var _ = Thread.ofVirtual().start(() -> carry(client, server));
            carry(server, client);
        } catch (IOException refused) {
            forget(client);
        }
    }

    private void carry(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                hold();
                Optional<byte[]> refusal = refusal(chunk, read);
                if (refusal.isPresent()) {
                    from.getOutputStream().write(refusal.get());
                } else {
                    out.write(chunk, 0, read);
                }
            }
        } catch (IOException broken) {
            // One side has gone; the other is told so by the end of its connection.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            forget(from);
            forget(to);
        }
    }

    private void hold() throws IOException, InterruptedException {
        synchronized (changes) {
            while (state instanceof Silent) {
                changes.wait();
            }
        }
        switch (state) {
            case Slow(Duration by) -> Thread.sleep(by);
            case Cut() -> throw new IOException("the line is cut");
            case Open open -> {}
            case Silent silent -> {}
            case Refusing refusing -> {}
        }
    }

    private Optional<byte[]> refusal(byte[] chunk, int length) {
        return state instanceof Refusing(byte[] request, byte[] answer)
                        && length >= request.length
                        && Arrays.equals(chunk, 0, request.length, request, 0, request.length)
                ? Optional.of(answer)
                : Optional.empty();
    }

    private void forget(Socket socket) {
        sockets.remove(socket);
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed in either case.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        cut();
    }
}
