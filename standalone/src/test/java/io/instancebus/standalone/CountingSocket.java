package io.instancebus.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Forwards a Unix domain socket to another, and counts connections. The Docker adapter opens one for each request. */
final class CountingSocket implements AutoCloseable {
    private final ServerSocketChannel server;
    private final UnixDomainSocketAddress target;
    private final AtomicInteger connections = new AtomicInteger();

    private CountingSocket(ServerSocketChannel server, UnixDomainSocketAddress target) {
        this.server = server;
        this.target = target;
    }

    static CountingSocket before(Path socket, Path fresh) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(fresh), 512);
        CountingSocket counting = new CountingSocket(server, UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().name("counting-socket").daemon().start(counting::accept);
        return counting;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                connections.incrementAndGet();
                SocketChannel engine = SocketChannel.open(target);
                Thread.ofPlatform().daemon().start(() -> copy(client, engine));
                Thread.ofPlatform().daemon().start(() -> copy(engine, client));
            } catch (IOException closed) {
                // Closed at the end of the test; otherwise missing requests fail the test.
                continue;
            }
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
        try (from;
                to) {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        } catch (IOException ended) {
            // The other direction has closed both sockets.
            return;
        }
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
