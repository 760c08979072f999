package io.instancebus.gateway;

import io.instancebus.gateway.http.CommandPublisher;
import io.instancebus.gateway.http.GatewayStartException;
import io.instancebus.gateway.http.HealthCheck;
import io.instancebus.gateway.http.HttpDoor;
import io.instancebus.view.View;
import io.instancebus.view.jdbc.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP door of Instance Bus. Listens from its construction on, and holds no state. */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final HttpDoor door;
    private final String host;
    private final List<AutoCloseable> owned;
    private volatile boolean closed;

    /**
     * A gateway over parts that stay their maker's to close.
     *
     * @param checks what else must be well before it is ready
     * @param port 0 for any that is free
     * @throws GatewayStartException when it cannot listen there
     */
    public Gateway(CommandPublisher publisher, View view, List<HealthCheck> checks, String host, int port) {
        this(publisher, view, checks, host, port, List.of());
    }

    /** @param allowedHosts names, without port, that callers may know this server by besides localhost */
    public Gateway(
            CommandPublisher publisher,
            View view,
            List<HealthCheck> checks,
            String host,
            int port,
            List<String> allowedHosts) {
        this(new HttpDoor(publisher, view, checks, Optional::empty, host, port, allowedHosts), host, List.of());
    }

    private Gateway(HttpDoor door, String host, List<AutoCloseable> owned) {
        this.door = door;
        this.host = host;
        this.owned = owned;
        log.atInfo().addKeyValue("address", address()).log("The gateway listens");
    }

    /**
     * A gateway with parts of its own, over the bus and the view that are configured. Neither need be there yet: until
     * they are, it is not ready and says so; nor is it while one of the other services does not run.
     *
     * @throws GatewayStartException when it cannot listen there
     */
    public static Gateway start(GatewayConfig config) {
        ServiceGroups services = new ServiceGroups(config);
        return start(config, services.checks(), Optional::empty, List.of(services));
    }

    /** @param checks what else must be well before it is ready */
    public static Gateway start(GatewayConfig config, List<HealthCheck> checks) {
        return start(config, checks, Optional::empty);
    }

    /**
     * @param checks what else must be well before it is ready
     * @param noRoom why there is no room for commands, in words that may be shown to anybody; empty while there is
     */
    public static Gateway start(GatewayConfig config, List<HealthCheck> checks, Supplier<Optional<String>> noRoom) {
        return start(config, checks, noRoom, List.of());
    }

    private static Gateway start(
            GatewayConfig config,
            List<HealthCheck> checks,
            Supplier<Optional<String>> noRoom,
            List<AutoCloseable> more) {
        String host = Objects.requireNonNull(config.host());
        int port = Objects.requireNonNull(config.port());
        List<String> allowedHosts = Objects.requireNonNull(config.allowedHosts());
        BusPublisher publisher = new BusPublisher(config.bus());
        View view = Views.open(config.view());
        List<AutoCloseable> owned = new ArrayList<>(List.of(publisher, view));
        owned.addAll(more);
        try {
            Gateway gateway =
                    new Gateway(new HttpDoor(publisher, view, checks, noRoom, host, port, allowedHosts), host, owned);
            Thread.startVirtualThread(gateway.door::sayWhatIsMissing);
            return gateway;
        } catch (RuntimeException failed) {
            closeAll(owned);
            throw failed;
        }
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
        return !closed && door.ready();
    }

    /** Whether it listens. */
    public boolean live() {
        return !closed;
    }

    /** Lets requests under way come to their end, for some seconds at most. */
    @Override
    public void close() {
        closed = true;
        door.close();
        closeAll(owned);
    }

    private static void closeAll(List<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception failed) {
                log.atWarn().setCause(failed).log("A part of the gateway did not close cleanly");
            }
        }
    }
}
