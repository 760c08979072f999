package io.instancebus.provider.docker;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts a create to the engine's terms. */
final class Creation {
    /** The only realm: the engine. */
    static final String REALM = "engine";

    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private Creation() {}

    /** @throws ProviderFailure if the create requests something that containers do not have */
    static Map<String, Object> of(CreateRequest request, DockerConfig config) throws ProviderFailure {
        check(request);
        Map<String, Object> container = new LinkedHashMap<>();
        String port = config.sshPort() + "/tcp";
        container.put("Image", request.imageId());
        String hostname = hostname(request.name());
        if (hostname != null) {
            container.put("Hostname", hostname);
        }
        container.put("Env", environment(request, config));
        container.put("Labels", labels(request));
        container.put("ExposedPorts", Map.of(port, Map.of()));
        container.put("HostConfig", host(Size.of(request.hardwareProfile()), port, config));
        return container;
    }

    private static void check(CreateRequest request) throws ProviderFailure {
        if (request.keyName() != null || !request.firewalls().isEmpty()) {
            throw ProviderFailure.of(
                    FailureCategory.INVALID, null, "an engine has no key pairs and no firewalls; leave them out");
        }
        if (request.realmId() != null && !request.realmId().equals(REALM)) {
            throw ProviderFailure.of(
                    FailureCategory.NOT_FOUND,
                    null,
                    "there is no realm \"" + request.realmId() + "\"; there is only \"" + REALM + "\"");
        }
    }

    private static List<String> environment(CreateRequest request, DockerConfig config) {
        List<String> environment = new ArrayList<>(config.environment());
        environment.add("INSTANCE_BUS_INSTANCE_ID=" + request.instanceId());
        return environment;
    }

    private static Map<String, String> labels(CreateRequest request) {
        Map<String, String> labels = new LinkedHashMap<>();
        request.tags().forEach((name, value) -> labels.put(Labels.TAG + name, value));
        labels.put(Labels.REQUEST, request.requestKey());
        labels.put(Labels.INSTANCE, request.instanceId().toString());
        return labels;
    }

    private static Map<String, Object> host(Size size, String port, DockerConfig config) {
        Map<String, Object> host = new LinkedHashMap<>();
        // The engine chooses a new port at each start.
        host.put("PortBindings", Map.of(port, List.of(Map.of("HostIp", config.publishOn(), "HostPort", ""))));
        if (config.network() != null) {
            host.put("NetworkMode", config.network());
        }
        if (size.memoryMb() != null) {
            host.put("Memory", size.memoryMb() << 20);
        }
        if (size.cpus() != null) {
            host.put("NanoCpus", size.cpus().multiply(NANOS).longValueExact());
        }
        return host;
    }

    /** The name, if it is a valid hostname; otherwise null, and the engine chooses one. */
    private static @Nullable String hostname(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String host = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
        String cut = host.substring(0, Math.min(63, host.length())).replaceAll("^-+|-+$", "");
        return cut.isEmpty() ? null : cut;
    }
}
