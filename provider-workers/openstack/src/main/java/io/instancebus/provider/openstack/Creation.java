package io.instancebus.provider.openstack;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.Text;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jclouds.openstack.nova.v2_0.domain.ServerCreated;
import org.jclouds.openstack.nova.v2_0.features.ServerApi;
import org.jclouds.openstack.nova.v2_0.options.CreateServerOptions;
import org.jspecify.annotations.Nullable;

/** A new server, as the create and the account's settings describe it. */
record Creation(CreateRequest request, String flavor, CreateServerOptions options) {
    /** The metadata item with the request key of the create. */
    static final String REQUEST = "instancebus.request";
    /** The metadata item with the instanceId. */
    static final String INSTANCE = "instancebus.instance";
    /** Nova's limit for the names and values of metadata, and for a server's name. */
    private static final int LONGEST = 255;

    static Creation of(CreateRequest request, OpenstackConfig config) throws ProviderFailure {
        String flavor = flavor(request.hardwareProfile(), config);
        CreateServerOptions options = new CreateServerOptions()
                .metadata(metadata(request))
                .configDrive(config.configDrive())
                .securityGroupNames(request.firewalls().isEmpty() ? config.securityGroups() : request.firewalls())
                .networks(config.networks());
        String keyPair = first(request.keyName(), config.keyPair());
        if (keyPair != null) {
            options.keyPairName(keyPair);
        }
        String zone = first(request.realmId(), config.availabilityZone());
        if (zone != null) {
            options.availabilityZone(zone);
        }
        byte[] userData = request.userData();
        if (userData != null) {
            options.userData(userData);
        }
        return new Creation(request, flavor, options);
    }

    ServerCreated submit(ServerApi servers) {
        return servers.create(name(), request.imageId(), flavor, options);
    }

    private String name() {
        String name = request.name();
        return name == null || name.isBlank()
                ? "instance-" + request.instanceId().value()
                : Text.fit(name, LONGEST);
    }

    private static String flavor(@Nullable HardwareProfile profile, OpenstackConfig config) throws ProviderFailure {
        if (profile != null && !profile.overrides().isEmpty()) {
            throw invalid("a flavor cannot be changed: Nova cannot override "
                    + String.join(", ", profile.overrides().keySet()));
        }
        String flavor = first(profile == null ? null : profile.id(), config.flavor());
        if (flavor == null) {
            throw invalid("the create names no hardware profile, and the account has no flavor of its own");
        }
        return flavor;
    }

    private static Map<String, String> metadata(CreateRequest request) throws ProviderFailure {
        Map<String, String> metadata = new LinkedHashMap<>(request.tags());
        for (String name : List.copyOf(metadata.keySet())) {
            if (!name.matches("[A-Za-z0-9_:. -]{1," + LONGEST + "}")) {
                throw invalid("Nova accepts no metadata with the name \"" + name + "\"");
            }
        }
        metadata.put(REQUEST, request.requestKey());
        metadata.put(INSTANCE, request.instanceId().value());
        return metadata;
    }

    private static @Nullable String first(@Nullable String own, @Nullable String otherwise) {
        return own == null ? otherwise : own;
    }

    private static ProviderFailure invalid(String message) {
        return ProviderFailure.of(FailureCategory.INVALID, null, message);
    }
}
