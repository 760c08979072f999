package io.instancebus.gateway;

import io.instancebus.gateway.http.HttpDoor;
import io.instancebus.projector.query.View;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP door of Instance Bus. Listens from its construction on, and holds no state. */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final HttpDoor door;
    private final String host;
    private final List<AutoCloseable> owned;

    /**
     * A gateway over parts that stay their maker's to close.
     *
     * @param checks what else must be well before it is ready
     * @param port 0 for any that is free
     * @throws GatewayStartException when it cannot listen there
     */
    public Gateway(CommandPublisher publisher, View view, List<HealthCheck> checks, String host, int port) {
        this(publisher, view, checks, host, port, List.of(), List.of());
    }

    Gateway(
            CommandPublisher publisher,
            View view,
            List<HealthCheck> checks,
            String host,
            int port,
            List<String> allowedHosts,
            List<AutoCloseable> owned) {
        this.host = host;
        this.owned = List.copyOf(owned);
        this.door = new HttpDoor(publisher, view, checks, host, port, allowedHosts);
        log.atInfo().addKeyValue("address", address()).log("The gateway listens");
    }

    /** Where it listens. */
    public int port() {
        return door.port();
    }

    /** Where it listens, as http://127.0.0.1:8080. */
    public String address() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** Whether the bus, the view and every check are well. */
    public boolean ready() {
        return door.ready();
    }

    /** Whether it listens. */
    public boolean live() {
        return !closed;
    }

    private volatile boolean closed;

    /** Lets requests under way come to their end, for some seconds at most. */
    @Override
    public void close() {
        closed = true;
        door.close();
        for (AutoCloseable part : owned) {
            try {
                part.close();
            } catch (Exception failed) {
                log.atWarn().setCause(failed).log("A part of the gateway did not close cleanly");
            }
        }
    }
}
