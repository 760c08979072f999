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

/** The HTTP door of Instance Bus. Listens from its construction on, and holds no state. */
public final class Gateway implements Service {
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
     * A gateway with parts of its own, over the bus and the view that are configured. Neither need be there yet: until
     * they are, it is not ready and says so; nor is it while one of the other services does not run.
     *
     * @param meters where it measures itself
     * @throws GatewayStartException when it cannot listen there
     */
    public static Gateway start(GatewayConfig config, MeterRegistry meters) {
        ServiceGroups services = new ServiceGroups(config);
        return start(config, services.checks(), Optional::empty, meters, Optional.empty(), List.of(services));
    }

    /** @param checks what else must be well before it is ready */
    public static Gateway start(GatewayConfig config, List<HealthCheck> checks) {
        return start(config, checks, Optional::empty, new CompositeMeterRegistry(), Optional.empty(), List.of());
    }

    /**
     * One that shows the metrics of its process too, which are those of other services beside its own.
     *
     * @param checks what else must be well before it is ready
     * @param noRoom why there is no room for commands, in words that may be shown to anybody; empty while there is
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
    @Override
    public boolean live() {
        return !closed;
    }

    @Override
    public List<HealthCheck> checks() {
        return door.checks();
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
