package io.instancebus.provider;

import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A create for an adapter, with its secrets opened. Its toString omits the user data.
 *
 * @param requestKey at most 64 characters of A–Z, a–z, 0–9, dot, underscore and hyphen
 */
public record CreateRequest(
        String requestKey,
        InstanceId instanceId,
        String imageId,
        @Nullable String realmId,
        @Nullable HardwareProfile hardwareProfile,
        @Nullable String name,
        @Nullable String keyName,
        List<String> firewalls,
        byte @Nullable [] userData,
        Map<String, String> tags) {

    @Override
    public String toString() {
        return "CreateRequest[" + instanceId + " from " + imageId + "]";
    }
}
