package io.instancebus.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small schema registry in this JVM, on 127.0.0.1 only. It speaks the part of Confluent's REST protocol that clients
 * use, for Avro schemas without references, and keeps what it knows in the topic {@code _schemas} of the broker. The
 * compatibility is FULL_TRANSITIVE, as in a deployment, until another is set. One registry to a broker: a second one would give the same ids again.
 * What is deleted, even permanently, can still be resolved by its id.
 */
public final class EmbeddedSchemaRegistry implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(EmbeddedSchemaRegistry.class);
    private static final String PURPOSE = "the embedded schema registry";

    private final RegistryLog log;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private EmbeddedSchemaRegistry(RegistryLog log, HttpServer server) throws TimeoutException {
        this.log = log;
        this.server = server;
        server.createContext("/", new RegistryHttp(new RegistryRoutes(new SchemaStore(log)).all()))
                .getFilters()
                .add(new BoundedBodies());
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Starts a registry and returns when it knows all that was ever registered and answers requests.
     *
     * @param bootstrapServers the broker that keeps the schemas
     * @param port the port of 127.0.0.1 to listen on, 0 for any that is free
     * @throws EmbeddedStartException if the port is taken or the broker does not answer; the message says what to do
     */
    public static EmbeddedSchemaRegistry start(String bootstrapServers, int port) {
        var server = listen(port);
        try {
            var registry = start(bootstrapServers, server);
            logger.atInfo().addKeyValue("url", registry.url()).log("embedded schema registry ready");
            return registry;
        } catch (ExecutionException | TimeoutException | KafkaException | IllegalArgumentException e) {
            server.stop(0);
            throw new EmbeddedStartException(
                    "The embedded schema registry could not read its schemas from the broker at " + bootstrapServers
                            + ": " + e,
                    e);
        } catch (InterruptedException e) {
            server.stop(0);
            Thread.currentThread().interrupt();
            throw new EmbeddedStartException("The start of the embedded schema registry was interrupted", e);
        }
    }

    private static EmbeddedSchemaRegistry start(String bootstrapServers, HttpServer server)
            throws InterruptedException, ExecutionException, TimeoutException {
        var log = new RegistryLog(bootstrapServers);
        try {
            return new EmbeddedSchemaRegistry(log, server);
        } catch (TimeoutException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private static HttpServer listen(int port) {
        try {
            return LoopbackServers.listen(port, 0);
        } catch (BindException e) {
            throw LoopbackPorts.taken(port, PURPOSE, e);
        } catch (IOException e) {
            throw new EmbeddedStartException("Cannot listen on port " + port + " for " + PURPOSE + ": " + e, e);
        }
    }

    /** What a client puts into {@code schema.registry.url}. */
    public String url() {
        return "http://" + LoopbackPorts.HOST + ":" + port();
    }

    /** The port that clients connect to. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops answering; a second call does nothing. */
    @Override
    public void close() {
        server.stop(0);
        // The log before the threads: a request that waits for a broker that is gone ends with the log.
        log.close();
        threads.close();
    }
}
