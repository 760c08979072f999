package io.instancebus.service;

import java.util.List;

/** A running service; it runs until it is closed. Thread-safe. */
public interface Service extends AutoCloseable {
    /**
     * Whether its threads work, or will recover without help. If not, the process must be restarted. Returns at once.
     */
    boolean live();

    /** The checks that must find no trouble for the service to be ready. */
    List<HealthCheck> checks();

    @Override
    void close();
}
