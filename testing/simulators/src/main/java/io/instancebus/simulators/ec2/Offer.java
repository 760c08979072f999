package io.instancebus.simulators.ec2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The catalogue of the simulated region. */
final class Offer {
    record Image(String id, String name, String ownerId, String architecture, String rootDeviceType) {}

    record Type(String name, int cpus, int memoryMib, int storageGb, String architecture) {}

    static final String ACCOUNT = "123456789012";
    static final List<Image> IMAGES = List.of(
            new Image("ami-0000000000000001", "sim-linux-ebs", ACCOUNT, "x86_64", "ebs"),
            new Image("ami-0000000000000002", "sim-linux-instance-store", ACCOUNT, "x86_64", "instance-store"),
            new Image("ami-0000000000000003", "sim-linux-arm", "999999999999", "arm64", "ebs"));
    static final List<Type> TYPES = List.of(
            new Type("t3.micro", 2, 1024, 0, "x86_64"),
            new Type("t3.large", 2, 8192, 0, "x86_64"),
            new Type("m5d.large", 2, 8192, 75, "x86_64"),
            new Type("t4g.micro", 2, 1024, 0, "arm64"));
    static final Set<String> KEYS = Set.of("sim-key");
    /** The security groups: id to name. */
    static final Map<String, String> GROUPS = Map.of("sg-0000000000000001", "default", "sg-0000000000000002", "web");

    private static final String DEFAULT_GROUP = "sg-0000000000000001";

    /** EC2's default type of a launch that names none: m1.small, which this region no longer has. */
    static final String DEFAULT_TYPE = "m1.small";

    private Offer() {}

    static List<String> zones(String region) {
        return List.of(region + "a", region + "b");
    }

    /** The place of an instance: a named zone, the zone of a named subnet, or EC2's choice. */
    record Place(String zone, String subnet) {
        static Place of(Form launch, String region, long choice) {
            List<String> zones = zones(region);
            String subnet = launch.get("SubnetId");
            int hash = subnet == null ? Long.hashCode(choice) : subnet.hashCode();
            String zone = launch.get("Placement.AvailabilityZone", zones.get(Math.floorMod(hash, zones.size())));
            return new Place(zone, subnet == null ? "subnet-%016x".formatted(1 + zones.indexOf(zone)) : subnet);
        }
    }

    /** The groups of a launch by id; the launch names them by id or by name, or gets the default group. */
    static Map<String, String> groups(Form launch) {
        Map<String, String> groups = new TreeMap<>();
        List<String> wanted = Stream.concat(
                        launch.list("SecurityGroupId").stream(), launch.list("SecurityGroup").stream())
                .toList();
        GROUPS.forEach((id, name) -> {
            if (wanted.contains(id) || wanted.contains(name) || wanted.isEmpty() && id.equals(DEFAULT_GROUP)) {
                groups.put(id, name);
            }
        });
        return groups;
    }

    static Optional<Image> image(String id) {
        return IMAGES.stream().filter(image -> image.id().equals(id)).findFirst();
    }

    static void check(Form launch, String region) throws Ec2Error {
        String image = launch.required("ImageId");
        if (!image.matches("ami-[0-9a-f]{8,17}")) {
            throw Ec2Error.client("InvalidAMIID.Malformed", "Invalid id: \"" + image + "\" (expecting \"ami-...\")");
        }
        if (image(image).isEmpty()) {
            throw Ec2Error.client("InvalidAMIID.NotFound", "The image id '[" + image + "]' does not exist");
        }
        String type = launch.get("InstanceType", DEFAULT_TYPE);
        if (TYPES.stream().noneMatch(each -> each.name().equals(type))) {
            throw Ec2Error.client("InvalidParameterValue", "Invalid value '" + type + "' for InstanceType.");
        }
        String zone = launch.get("Placement.AvailabilityZone", zones(region).getFirst());
        if (!zones(region).contains(zone)) {
            throw Ec2Error.client("InvalidParameterValue", "Invalid availability zone: [" + zone + "]");
        }
        String key = launch.get("KeyName");
        if (key != null && !KEYS.contains(key)) {
            throw Ec2Error.client("InvalidKeyPair.NotFound", "The key pair '" + key + "' does not exist");
        }
        for (String group : launch.list("SecurityGroupId")) {
            if (!GROUPS.containsKey(group)) {
                throw Ec2Error.client("InvalidGroup.NotFound", "The security group '" + group + "' does not exist");
            }
        }
        for (String group : launch.list("SecurityGroup")) {
            if (!GROUPS.containsValue(group)) {
                throw Ec2Error.client("InvalidGroup.NotFound", "The security group '" + group + "' does not exist");
            }
        }
    }

    static void writeImages(Xml xml, List<Image> images) {
        xml.open("imagesSet");
        for (Image image : images) {
            xml.open("item")
                    .text("imageId", image.id())
                    .text("imageLocation", image.ownerId() + "/" + image.name())
                    .text("imageState", "available")
                    .text("imageOwnerId", image.ownerId())
                    .text("isPublic", "true")
                    .text("architecture", image.architecture())
                    .text("imageType", "machine")
                    .text("name", image.name())
                    .text("description", "Simulated")
                    .text("rootDeviceType", image.rootDeviceType())
                    .text("rootDeviceName", "/dev/xvda")
                    .text("blockDeviceMapping", "")
                    .text("virtualizationType", "hvm")
                    .text("hypervisor", "xen")
                    .close("item");
        }
        xml.close("imagesSet");
    }

    static void writeZones(Xml xml, String region) {
        xml.open("availabilityZoneInfo");
        for (String zone : zones(region)) {
            xml.open("item")
                    .text("zoneName", zone)
                    .text("zoneState", "available")
                    .text("regionName", region)
                    .text("messageSet", "")
                    .close("item");
        }
        xml.close("availabilityZoneInfo");
    }

    static void writeTypes(Xml xml, List<Type> types) {
        xml.open("instanceTypeSet");
        for (Type type : types) {
            xml.open("item")
                    .text("instanceType", type.name())
                    .open("vCpuInfo")
                    .text("defaultVCpus", Integer.toString(type.cpus()))
                    .close("vCpuInfo")
                    .open("memoryInfo")
                    .text("sizeInMiB", Integer.toString(type.memoryMib()))
                    .close("memoryInfo")
                    .open("processorInfo")
                    .open("supportedArchitectures")
                    .text("item", type.architecture())
                    .close("supportedArchitectures")
                    .close("processorInfo");
            if (type.storageGb() > 0) {
                xml.open("instanceStorageInfo")
                        .text("totalSizeInGB", Integer.toString(type.storageGb()))
                        .close("instanceStorageInfo");
            }
            xml.close("item");
        }
        xml.close("instanceTypeSet");
    }
}
