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

/** A proxy between a client and a server that a test can disturb; without a disturbance it forwards everything. */
public final class Proxy implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    /** The state of the connection. */
    private sealed interface State {}

    private record Open() implements State {}

    /** Data is forwarded this much later, 64 KiB at a time: slow and narrow. */
    private record Slow(Duration by) implements State {}

    /** Connections stay open, and nothing is forwarded. */
    private record Silent() implements State {}

    /** There are no connections, and none is accepted. */
    private record Cut() implements State {}

    /** Everything is forwarded, except HTTP requests for one resource, which the proxy answers. */
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

    /** Forwards from one port of 127.0.0.1 to another. */
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

    /** The client and the server, by name. */
    public String name() {
        return name;
    }

    /** Forwards everything, as without a disturbance. */
    public void pass() {
        become(new Open());
    }

    /** Delays all data by this time. */
    public void slow(Duration by) {
        become(new Slow(by));
    }

    /** Keeps the connections open, and forwards nothing. */
    public void silence() {
        become(new Silent());
    }

    /** Ends all connections, and accepts no new ones. */
    public void cut() {
        become(new Cut());
        sockets.forEach(Proxy::close);
    }

    /**
     * Answers HTTP/1.1 requests for exactly this path, and forwards everything else. The client must send each such
     * request in one piece, and the next only after the answer.
     *
     * @param errorCode the error code in the answer's body, as schema registries have it
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
                // Either this proxy was closed, or a client disconnected.
            }
        }
    }

    private void join(Socket client) {
        try {
            sockets.add(client);
            if (state instanceof Cut) {
                throw new IOException("the connection is cut");
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
            // One side has closed; closing the connection informs the other.
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
            case Cut() -> throw new IOException("the connection is cut");
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
            // The connection is closed in either case.
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
