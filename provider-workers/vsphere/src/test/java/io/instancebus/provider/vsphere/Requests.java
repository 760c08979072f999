package io.instancebus.provider.vsphere;

import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceId;
import io.instancebus.provider.CreateRequest;
import io.instancebus.simulators.vcenter.VcenterSimulator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates for vCenter. */
final class Requests {
    static final String USER_DATA = "#cloud-config\n# <&> top-secret";

    private Requests() {}

    static CreateRequest request(String key) {
        return of(key, VcenterSimulator.TEMPLATE, null, null);
    }

    static CreateRequest of(String key, String image, @Nullable String realm, @Nullable HardwareProfile profile) {
        return new CreateRequest(
                key,
                new InstanceId(UUID.randomUUID().toString()),
                image,
                realm,
                profile,
                "web",
                null,
                List.of(),
                USER_DATA.getBytes(StandardCharsets.UTF_8),
                Map.of());
    }
}
