package io.instancebus.gateway;

import io.instancebus.gateway.http.CommandPublisher;
import io.instancebus.gateway.http.GatewayStartException;
import io.instancebus.gateway.http.HttpDoor;
import io.instancebus.service.HealthCheck;
import io.instancebus.service.KafkaMeters;
import io.instancebus.service.ProcessMeters;
import io.instancebus.service.Service;
import io.instancebus.view.View;
import io.instancebus.view.jdbc.Views;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP gateway of Instance Bus. It listens from its construction on, and has no state. */
public final class Gateway implements Service {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private final HttpDoor door;
    private final String host;
    private final List<AutoCloseable> owned;
    private volatile boolean closed;

    /**
     * A gateway with the caller's publisher and view, which the caller closes.
     *
     * @param checks further checks that must pass before the gateway is ready
     * @param port 0 for any free port
     * @throws GatewayStartException if it cannot listen there
     */
    public Gateway(CommandPublisher publisher, View view, List<HealthCheck> checks, String host, int port) {
        this(publisher, view, checks, host, port, List.of());
    }

    /** @param allowedHosts names without port, besides localhost, that requests may have as Host */
    public Gateway(
            CommandPublisher publisher,
            View view,
            List<HealthCheck> checks,
            String host,
            int port,
            List<String> allowedHosts) {
        this(
                new HttpDoor(
                        publisher,
                        view,
                        checks,
                        Optional::empty,
                        new CompositeMeterRegistry(),
                        Optional.empty(),
                        host,
                        port,
                        allowedHosts),
                host,
                List.of());
    }

    private Gateway(HttpDoor door, String host, List<AutoCloseable> owned) {
        this.door = door;
        this.host = host;
        this.owned = owned;
        log.atInfo().addKeyValue("address", address()).log("The gateway listens");
    }

    /**
     * Starts a gateway with its own connections to the configured bus and view. Both may be unavailable at the start:
     * until they are available, and while another service does not run, the gateway is not ready and its health says
     * why.
     *
     * @param meters the registry for the gateway's metrics
     * @throws GatewayStartException if it cannot listen there
     */
    public static Gateway start(GatewayConfig config, MeterRegistry meters) {
        ServiceGroups services = new ServiceGroups(config);
        return start(config, services.checks(), Optional::empty, meters, Optional.empty(), List.of(services));
    }

    /** @param checks further checks that must pass before the gateway is ready */
    public static Gateway start(GatewayConfig config, List<HealthCheck> checks) {
        return start(config, checks, Optional::empty, new CompositeMeterRegistry(), Optional.empty(), List.of());
    }

    /**
     * Starts a gateway that also shows the metrics of its process, which runs other services too.
     *
     * @param checks further checks that must pass before the gateway is ready
     * @param noRoom why the bus has no room for commands, as a text for any caller; empty while it has
     */
    public static Gateway start(
            GatewayConfig config, List<HealthCheck> checks, Supplier<Optional<String>> noRoom, ProcessMeters meters) {
        return start(config, checks, noRoom, meters.registry(), Optional.of(meters::scrape), List.of());
    }

    private static Gateway start(
            GatewayConfig config,
            List<HealthCheck> checks,
            Supplier<Optional<String>> noRoom,
            MeterRegistry meters,
            Optional<Supplier<byte[]>> metrics,
            List<AutoCloseable> more) {
        String host = Objects.requireNonNull(config.host());
        int port = Objects.requireNonNull(config.port());
        List<String> allowedHosts = Objects.requireNonNull(config.allowedHosts());
        BusPublisher publisher = new BusPublisher(KafkaMeters.reportedBy(config.bus()));
        View view = Views.open(config.view());
        List<AutoCloseable> owned = new ArrayList<>(List.of(publisher, view));
        owned.addAll(more);
        try {
            HttpDoor door = new HttpDoor(publisher, view, checks, noRoom, meters, metrics, host, port, allowedHosts);
            Thread.startVirtualThread(door::sayWhatIsMissing);
            return new Gateway(door, host, owned);
        } catch (RuntimeException failed) {
            closeAll(owned);
            throw failed;
        }
    }

    /** The port on which it listens. */
    public int port() {
        return door.port();
    }

    /** The address on which it listens, such as http://127.0.0.1:8080. */
    public String address() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** Whether the bus, the view and all checks are well. */
    public boolean ready() {
        return !closed && door.ready();
    }

    /** Whether it listens. */
    @Override
    public boolean live() {
        return !closed;
    }

    @Override
    public List<HealthCheck> checks() {
        return door.checks();
    }

    /** Stops listening, and waits some seconds for requests in progress. */
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
