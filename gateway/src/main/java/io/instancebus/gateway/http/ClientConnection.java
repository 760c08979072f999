package io.instancebus.gateway.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/** The connection of a request that is answered bit by bit. It is closed if the answer is not finished in time. */
final class ClientConnection implements AutoCloseable {
    private final EndPoint connection;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    ClientConnection(Context ctx, Duration longest) {
        connection = ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
        var unused = finished.orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> {
                    hangUp();
                    return null;
                });
    }

    /** Closes the connection at once. A write that waits for the client fails. */
    void hangUp() {
        connection.close();
    }

    /** The answer is finished. */
    @Override
    public void close() {
        finished.complete(null);
    }
}
