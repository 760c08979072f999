package io.instancebus.service;

import java.util.List;

/** A service that was started and runs until it is closed. Safe for many threads. */
public interface Service extends AutoCloseable {
    /** Whether its threads work, or will without help; if not, the process must be started again. Answers at once. */
    boolean live();

    /** What must be well for the service to do its work. */
    List<HealthCheck> checks();

    @Override
    void close();
}
