package io.instancebus.gateway;

import io.instancebus.schemas.BusConnection;
import io.instancebus.service.ConfigFile;
import io.instancebus.view.ViewConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the gateway.
 *
 * @param bus the connection to Kafka and the registry
 * @param view the view to read from
 * @param host the address to listen on; 127.0.0.1, this machine only, by default
 * @param port 0 to 65,535, 0 for any free port; 8080 by default
 * @param allowedHosts names without port that requests may have as Host, besides localhost, 127.0.0.1 and [::1]; none
 *     by default
 * @param commandServiceGroup the command service's applicationId; by default the topic prefix and
 *     instance-bus-command-service
 * @param stateProjectorGroup the state-projector's groupId; instance-bus-state-projector by default
 */
public record GatewayConfig(
        BusConnection bus,
        ViewConfig view,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable List<String> allowedHosts,
        @Nullable String commandServiceGroup,
        @Nullable String stateProjectorGroup) {

    public GatewayConfig {
        if (bus == null) {
            throw new IllegalArgumentException("bus is missing: bootstrapServers and registryUrl");
        }
        if (view == null) {
            throw new IllegalArgumentException("view is missing: url");
        }
        host = host == null ? "127.0.0.1" : host;
        port = port == null ? 8080 : port;
        allowedHosts = allowedHosts == null ? List.of() : List.copyOf(allowedHosts);
        commandServiceGroup = commandServiceGroup == null
                ? Objects.requireNonNullElse(bus.topicPrefix(), "") + "instance-bus-command-service"
                : commandServiceGroup;
        stateProjectorGroup = stateProjectorGroup == null ? "instance-bus-state-projector" : stateProjectorGroup;
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is empty");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, and is " + port);
        }
    }

    /** Settings with defaults for everything else. */
    public static GatewayConfig of(BusConnection bus, ViewConfig view) {
        return at(bus, view, null, null);
    }

    /** Settings with defaults for everything but the address. */
    public static GatewayConfig at(BusConnection bus, ViewConfig view, @Nullable String host, @Nullable Integer port) {
        return new GatewayConfig(bus, view, host, port, null, null, null);
    }

    /** @throws IllegalArgumentException if the file cannot be read or has an invalid setting */
    public static GatewayConfig read(Path yaml) {
        return ConfigFile.read(yaml, GatewayConfig.class);
    }
}
