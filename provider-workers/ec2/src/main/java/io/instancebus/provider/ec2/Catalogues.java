package io.instancebus.provider.ec2;

import io.instancebus.domain.Catalogue;
import io.instancebus.provider.OneByOne;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The account's catalogue, as EC2 lists it. */
final class Catalogues {
    private final Ec2Config config;

    Catalogues(Ec2Config config) {
        this.config = config;
    }

    /** A page may be short although more pages follow. */
    Query images() {
        Query query = new Query().filter("state", List.of("available")).filter("image-type", List.of("machine"));
        String name = config.imageName();
        if (name != null) {
            query.filter("name", List.of(name));
        }
        if (config.images().isEmpty()) {
            query.list("Owner", config.imageOwners());
            query.with("MaxResults", Integer.toString(Math.max(5, config.imageLimit())));
        } else {
            query.filter("image-id", config.images());
        }
        return query;
    }

    static List<Catalogue.Image> images(List<Element> items, OneByOne reading) {
        return reading.read("image", items, item -> item.get("imageId"), Catalogues::image);
    }

    /** The maximum number of images; there are many thousands of public ones. */
    int mostImages() {
        return config.imageLimit();
    }

    private static Catalogue.Image image(Element item) {
        String id = item.required("imageId");
        return new Catalogue.Image(
                id,
                Optional.ofNullable(item.get("name")).orElse(id),
                item.get("description"),
                item.get("architecture"),
                item.get("imageOwnerId"));
    }

    static List<Catalogue.Realm> realms(Ec2Api api, OneByOne reading) {
        List<Element> zones = api.describeAvailabilityZones().requiredItems("availabilityZoneInfo");
        return reading.read("realm", zones, zone -> zone.get("zoneName"), Catalogues::realm).stream()
                .sorted(Comparator.comparing(Catalogue.Realm::id))
                .toList();
    }

    private static Catalogue.Realm realm(Element zone) {
        String name = zone.required("zoneName");
        return new Catalogue.Realm(name, name, "available".equals(zone.get("zoneState")));
    }

    /** Queries the configured types, or all of the region. */
    Query types() {
        Query query = new Query();
        return config.instanceTypes().isEmpty()
                ? query.with("MaxResults", "100")
                : query.filter("instance-type", config.instanceTypes());
    }

    static List<Catalogue.Profile> profiles(List<Element> types, OneByOne reading) {
        return reading.read("hardware profile", types, type -> type.get("instanceType"), Catalogues::profile);
    }

    /** The configured types, for an endpoint without a list of types, as in older API versions. */
    List<Catalogue.Profile> configuredProfiles() {
        List<String> names = config.instanceTypes().isEmpty() ? List.of(config.instanceType()) : config.instanceTypes();
        return names.stream()
                .map(name -> new Catalogue.Profile(name, name, Map.of()))
                .toList();
    }

    private static Catalogue.Profile profile(Element item) {
        Map<String, String> properties = new TreeMap<>();
        put(properties, "cpu", item.at("vCpuInfo", "defaultVCpus"));
        put(properties, "memory", item.at("memoryInfo", "sizeInMiB"));
        put(properties, "storage", item.at("instanceStorageInfo", "totalSizeInGB"));
        put(
                properties,
                "architecture",
                item.items("processorInfo", "supportedArchitectures").stream().findFirst());
        String name = item.required("instanceType");
        return new Catalogue.Profile(name, name, properties);
    }

    private static void put(Map<String, String> properties, String name, Optional<Element> value) {
        value.map(Element::text).filter(text -> !text.isEmpty()).ifPresent(text -> properties.put(name, text));
    }

    /**
     * The name of an image's root device, if that is an EBS volume; otherwise, or if the image does not exist, empty.
     */
    static Optional<String> rootVolume(Ec2Api api, String imageId) {
        Query query = new Query().filter("image-id", List.of(imageId));
        return api.describeImages(query.form()).requiredItems("imagesSet").stream()
                .filter(image -> "ebs".equals(image.get("rootDeviceType")))
                .map(image -> image.required("rootDeviceName"))
                .findFirst();
    }
}
