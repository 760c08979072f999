package io.instancebus.service;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a service answers for its health and its metrics.
 *
 * @param host the address to listen on; 127.0.0.1, this machine alone, by default
 * @param port 0 to 65,535, 0 for any that is free; each service has a default of its own
 */
public record ManagementConfig(
        @Nullable String host, @Nullable Integer port) {
    public ManagementConfig {
        host = host == null ? "127.0.0.1" : host;
        if (host.isBlank()) {
            throw new IllegalArgumentException("management.host is empty");
        }
        if (port != null && (port < 0 || port > 65_535)) {
            throw new IllegalArgumentException("management.port must be 0 to 65535, and is " + port);
        }
    }

    /**
     * The section {@code management} of a service's configuration.
     *
     * @param defaultPort where the file names none
     * @throws IllegalArgumentException if the file cannot be read, or its section is not understood
     */
    public static ManagementConfig read(Path yaml, int defaultPort) {
        return ConfigFile.management(yaml, defaultPort);
    }

    ManagementConfig withDefaultPort(int defaultPort) {
        return port == null ? new ManagementConfig(host, defaultPort) : this;
    }
}
