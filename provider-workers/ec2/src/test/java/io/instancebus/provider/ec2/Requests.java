package io.instancebus.provider.ec2;

import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceId;
import io.instancebus.provider.CreateRequest;
import io.instancebus.simulators.ec2.Ec2Simulator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates for EC2. */
final class Requests {
    private Requests() {}

    static CreateRequest request(String key) {
        return of(key, Ec2Simulator.IMAGE, null, null);
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
                "#cloud-config\n# <&> top-secret".getBytes(StandardCharsets.UTF_8),
                Map.of("team", "{jclouds.identity} {a}&b=ü"));
    }
}
