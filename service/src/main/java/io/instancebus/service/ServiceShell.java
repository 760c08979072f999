package io.instancebus.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a service as a process. The management port opens first, so that a probe sees the process start; it reports
 * ready once the service is ready.
 */
public final class ServiceShell {
    private static final Logger log = LoggerFactory.getLogger(ServiceShell.class);
    private static final HealthCheck STARTING = new HealthCheck("start", () -> Optional.of("the service is starting"));

    private volatile Optional<Service> service = Optional.empty();

    private ServiceShell() {}

    /** Starts a service. */
    @FunctionalInterface
    public interface Starter {
        /** @param meters the registry for the service's meters */
        Service start(MeterRegistry meters);
    }

    /**
     * Starts the service and waits until the process is asked to end, or the service fails; then closes it.
     *
     * @return the exit status: 0 if the process was asked to end, 1 if the service failed
     * @throws RuntimeException if the service cannot be started; the message says why
     */
    public static int run(ManagementConfig management, Starter starter) throws InterruptedException {
        return new ServiceShell().runWith(management, starter);
    }

    private int runWith(ManagementConfig management, Starter starter) throws InterruptedException {
        Closing parts = new Closing();
        Stopping stopping;
        ManagementServer server;
        Service running;
        try {
            ProcessMeters meters = parts.add(new ProcessMeters());
            server =
                    parts.add(ManagementServer.start(management, this::live, new Health(this::checks), meters::scrape));
            running = parts.add(starter.start(meters.registry()));
            stopping = new Stopping();
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
        service = Optional.of(running);
        log.atInfo().addKeyValue("management", server.address()).log("Running");
        boolean asked = stopping.awaitWhile(running::live);
        if (!asked) {
            log.error("The service failed");
        }
        stopping.close(parts, () -> log.info("Stopping"), () -> log.info("Stopped"));
        return asked ? 0 : 1;
    }

    private boolean live() {
        return service.map(Service::live).orElse(true);
    }

    private List<HealthCheck> checks() {
        return service.map(Service::checks).orElse(List.of(STARTING));
    }
}
