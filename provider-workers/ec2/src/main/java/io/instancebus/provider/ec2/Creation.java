package io.instancebus.provider.ec2;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of RunInstances. The same request gives the same parameters, because EC2 refuses a second launch with
 * the same client token and other parameters.
 */
final class Creation {
    static final String INSTANCE_TAG = "instance-bus:instance";
    static final String REQUEST_TAG = "instance-bus:request";

    private static final int LONGEST_TOKEN = 64;
    private static final int LONGEST_USER_DATA = 16 * 1024;
    private static final String STORAGE = "storage";

    private final CreateRequest request;
    private final Ec2Config config;
    private final Map<String, String> form = new TreeMap<>();

    private Creation(CreateRequest request, Ec2Config config) {
        this.request = request;
        this.config = config;
    }

    /**
     * The requested size of the root volume in GB; null for the image's own size.
     *
     * @throws ProviderFailure INVALID, if the request overrides something that EC2 cannot override
     */
    static @Nullable Integer storage(CreateRequest request) throws ProviderFailure {
        HardwareProfile profile = request.hardwareProfile();
        if (profile == null || profile.overrides().isEmpty()) {
            return null;
        }
        for (String name : profile.overrides().keySet()) {
            if (!name.equals(STORAGE)) {
                throw invalid("an instance type's " + name + " cannot be changed, only " + STORAGE);
            }
        }
        String size = profile.overrides().get(STORAGE);
        if (size == null || !size.matches("[1-9][0-9]{0,4}")) {
            throw invalid("storage must be a number of GB, not \"" + size + "\"");
        }
        return Integer.valueOf(size);
    }

    /** @param rootDevice the name of the image's root device, if the volume gets another size */
    static Map<String, String> form(CreateRequest request, Ec2Config config, @Nullable String rootDevice)
            throws ProviderFailure {
        Creation creation = new Creation(request, config);
        creation.what(rootDevice);
        creation.where();
        creation.access();
        creation.tags();
        return creation.form;
    }

    private void what(@Nullable String rootDevice) throws ProviderFailure {
        if (request.requestKey().length() > LONGEST_TOKEN) {
            throw invalid("the request key is longer than " + LONGEST_TOKEN + " characters");
        }
        HardwareProfile profile = request.hardwareProfile();
        String type = profile == null ? null : profile.id();
        form.put("ImageId", request.imageId());
        form.put("MinCount", "1");
        form.put("MaxCount", "1");
        form.put("ClientToken", request.requestKey());
        form.put("InstanceType", type == null ? config.instanceType() : type);
        Integer storage = storage(request);
        if (rootDevice != null && storage != null) {
            form.put("BlockDeviceMapping.1.DeviceName", rootDevice);
            form.put("BlockDeviceMapping.1.Ebs.VolumeSize", storage.toString());
            form.put("BlockDeviceMapping.1.Ebs.DeleteOnTermination", "true");
        }
        String profileName = config.instanceProfile();
        if (profileName != null) {
            form.put(
                    profileName.startsWith("arn:") ? "IamInstanceProfile.Arn" : "IamInstanceProfile.Name", profileName);
        }
    }

    private void where() {
        String realm = request.realmId();
        String subnet = realm == null ? config.subnet() : realm.startsWith("subnet-") ? realm : null;
        String zone = realm == null ? config.zone() : realm.startsWith("subnet-") ? null : realm;
        put("SubnetId", subnet);
        put("Placement.AvailabilityZone", zone);
    }

    private void access() throws ProviderFailure {
        put("KeyName", request.keyName() == null ? config.keyName() : request.keyName());
        List<String> groups = request.firewalls().isEmpty() ? config.securityGroups() : request.firewalls();
        int ids = 0;
        int names = 0;
        for (String group : groups) {
            form.put(group.startsWith("sg-") ? "SecurityGroupId." + ++ids : "SecurityGroup." + ++names, group);
        }
        byte[] userData = request.userData();
        if (userData != null && userData.length > 0) {
            if (userData.length > LONGEST_USER_DATA) {
                throw invalid("user data is longer than " + LONGEST_USER_DATA + " bytes");
            }
            form.put("UserData", Base64.getEncoder().encodeToString(userData));
        }
    }

    /** Our tags come before those of the request. */
    private void tags() {
        Map<String, String> tags = new TreeMap<>(request.tags());
        String name = request.name();
        if (name != null) {
            tags.put("Name", name);
        }
        tags.put(INSTANCE_TAG, request.instanceId().value());
        tags.put(REQUEST_TAG, request.requestKey());
        form.put("TagSpecification.1.ResourceType", "instance");
        int i = 0;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            i++;
            form.put("TagSpecification.1.Tag." + i + ".Key", tag.getKey());
            form.put("TagSpecification.1.Tag." + i + ".Value", tag.getValue());
        }
    }

    private void put(String name, @Nullable String value) {
        if (value != null) {
            form.put(name, value);
        }
    }

    private static ProviderFailure invalid(String message) {
        return ProviderFailure.of(FailureCategory.INVALID, null, message);
    }
}
