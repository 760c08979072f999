package io.instancebus.service;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The address of a service's management port, which serves health and metrics.
 *
 * @param host the address to listen on; by default 127.0.0.1, which only this machine reaches
 * @param port 0 to 65,535, 0 for any free port; each service has its own default
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
     * Reads the section {@code management} of a service's configuration.
     *
     * @param defaultPort the port if the file names none
     * @throws IllegalArgumentException if the file cannot be read, or the section is invalid
     */
    public static ManagementConfig read(Path yaml, int defaultPort) {
        return ConfigFile.management(yaml, defaultPort);
    }

    ManagementConfig withDefaultPort(int defaultPort) {
        return port == null ? new ManagementConfig(host, defaultPort) : this;
    }
}
