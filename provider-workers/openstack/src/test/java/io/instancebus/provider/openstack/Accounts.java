package io.instancebus.provider.openstack;

import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Secret;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts at a simulated OpenStack, and creates for them. */
final class Accounts {
    static final String USER_DATA = "#cloud-config\n# top-secret";

    private Accounts() {}

    static OpenstackProvider openstack(OpenstackSimulator simulator, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "auth-url",
                simulator.authUrl().toString(),
                "compute-url",
                simulator.computeUrl().toString(),
                "user",
                OpenstackSimulator.USER,
                "project-name",
                OpenstackSimulator.PROJECT_NAME,
                "password",
                "file:openstack",
                "flavor",
                "1"));
        return open(ProviderType.OPENSTACK, settings, OpenstackSimulator.PASSWORD, more);
    }

    static OpenstackProvider rackspace(OpenstackSimulator simulator, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "auth-url",
                simulator.rackspaceAuthUrl().toString(),
                "compute-url",
                simulator.rackspaceComputeUrl().toString(),
                "user",
                OpenstackSimulator.USER,
                "api-key",
                "file:rackspace",
                "flavor",
                "1"));
        return open(ProviderType.RACKSPACE, settings, OpenstackSimulator.API_KEY, more);
    }

    static OpenstackProvider open(ProviderType type, Map<String, String> settings, String secret, String... more) {
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return new OpenstackProvider(
                OpenstackSettings.read(type, settings, Duration.ofSeconds(5)),
                () -> new Secret(secret.getBytes(StandardCharsets.UTF_8)),
                Clock.systemUTC());
    }

    static CreateRequest request(String key) {
        return request(key, OpenstackSimulator.IMAGE, null, null);
    }

    static CreateRequest request(String key, String image, @Nullable String zone, @Nullable HardwareProfile profile) {
        return new CreateRequest(
                key,
                new InstanceId(UUID.randomUUID().toString()),
                image,
                zone,
                profile,
                "web",
                null,
                List.of(),
                USER_DATA.getBytes(StandardCharsets.UTF_8),
                Map.of("team", "blue"));
    }
}
