package io.instancebus.provider.sandbox;

import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceId;
import io.instancebus.provider.CreateRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates for the sandbox. */
final class Requests {
    private Requests() {}

    static CreateRequest request(String key) {
        return with(key, Map.of());
    }

    static CreateRequest mode(String key, String mode) {
        return with(key, Map.of("sandbox", mode));
    }

    static CreateRequest with(String key, Map<String, String> tags) {
        return of(key, "img1", null, null, tags);
    }

    /** A create with this secret in its user data. */
    static CreateRequest secret(String key, String secret) {
        CreateRequest request = request(key);
        return new CreateRequest(
                key,
                request.instanceId(),
                request.imageId(),
                request.realmId(),
                request.hardwareProfile(),
                request.name(),
                request.keyName(),
                request.firewalls(),
                ("#cloud-config\n# " + secret).getBytes(StandardCharsets.UTF_8),
                request.tags());
    }

    static CreateRequest of(
            String key,
            String image,
            @Nullable String realm,
            @Nullable HardwareProfile profile,
            Map<String, String> tags) {
        InstanceId instanceId = new InstanceId(UUID.randomUUID().toString());
        return new CreateRequest(
                key, instanceId, image, realm, profile, "web-1", null, List.of(), new byte[] {1, 2, 3}, tags);
    }
}
