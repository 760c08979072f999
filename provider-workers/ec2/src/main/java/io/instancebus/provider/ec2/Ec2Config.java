package io.instancebus.provider.ec2;

import io.instancebus.provider.AccountSettings;
import io.instancebus.provider.http.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an account to its region, and the defaults of its creates.
 *
 * @param endpoint the only destination of requests; an empty path becomes /, and the default port is omitted
 * @param key the origin of the key that signs requests
 * @param imageOwners the owners of the catalogue's images
 * @param images the catalogue's images; if given, owners do not count
 * @param imageName a pattern with * that the names of the catalogue's images match
 * @param imageLimit the maximum number of images in the catalogue
 * @param instanceTypes the catalogue's instance types; empty for all
 * @param callTimeout the time-out of a call over all its exchanges; each page of the catalogue is a call
 * @param consistencyWindow the time after a create during which EC2 may not know the instance
 * @param sshUsername the user that runs log in as; null to leave that to the run
 */
record Ec2Config(
        URI endpoint,
        String region,
        KeyOrigin key,
        Trust trust,
        String apiVersion,
        @Nullable String zone,
        @Nullable String subnet,
        String instanceType,
        @Nullable String keyName,
        List<String> securityGroups,
        @Nullable String instanceProfile,
        List<String> imageOwners,
        List<String> images,
        @Nullable String imageName,
        int imageLimit,
        List<String> instanceTypes,
        Duration callTimeout,
        Duration consistencyWindow,
        @Nullable String sshUsername) {

    private static final String CREDENTIALS = "credentials";
    private static final String METADATA_ENDPOINT = "metadata-endpoint";
    private static final Set<String> STORED = Set.of("access-key-id", "secret-access-key", "session-token");
    private static final Set<String> SETTINGS = Set.of(
            "endpoint",
            "region",
            CREDENTIALS,
            METADATA_ENDPOINT,
            "access-key-id",
            "secret-access-key",
            "session-token",
            "ca-file",
            "certificate-sha256",
            "trust-all-certificates",
            "api-version",
            "zone",
            "subnet",
            "instance-type",
            "key-name",
            "security-groups",
            "instance-profile",
            "image-owners",
            "images",
            "image-name",
            "image-limit",
            "instance-types",
            "call-timeout-ms",
            "consistency-window-ms",
            "ssh-username");

    public Ec2Config {
        region = region(region);
        if (!apiVersion.matches("\\d{4}-\\d{2}-\\d{2}")) {
            throw new IllegalArgumentException("ec2.api-version must be like 2016-11-15");
        }
        if (imageLimit < 1 || imageLimit > 1_000) {
            throw new IllegalArgumentException("ec2.image-limit must be 1 to 1000, and is " + imageLimit);
        }
        AccountSettings.within("ec2.call-timeout-ms", callTimeout, Duration.ofMillis(100), Duration.ofSeconds(20));
        AccountSettings.within("ec2.consistency-window-ms", consistencyWindow, Duration.ZERO, Duration.ofMinutes(10));
        securityGroups = List.copyOf(securityGroups);
        imageOwners = List.copyOf(imageOwners);
        images = List.copyOf(images);
        instanceTypes = List.copyOf(instanceTypes);
    }

    /** @throws IllegalArgumentException naming the setting that is unknown, missing or out of bounds */
    public static Ec2Config read(Map<String, String> given) {
        AccountSettings settings = new AccountSettings("ec2", given).only(SETTINGS);
        String region = region(settings.required("region"));
        return new Ec2Config(
                endpoint(settings.uri(
                        "endpoint", settings.text("endpoint", "https://ec2." + region + ".amazonaws.com"))),
                region,
                key(settings),
                Trust.of(settings),
                settings.text("api-version", "2016-11-15"),
                settings.text("zone"),
                settings.text("subnet"),
                settings.text("instance-type", "t3.micro"),
                settings.text("key-name"),
                settings.list("security-groups", ""),
                settings.text("instance-profile"),
                settings.list("image-owners", "self"),
                settings.list("images", ""),
                settings.text("image-name"),
                settings.number("image-limit", 200),
                settings.list("instance-types", ""),
                Duration.ofMillis(settings.number("call-timeout-ms", 6_000)),
                Duration.ofMillis(settings.number("consistency-window-ms", 120_000)),
                settings.text("ssh-username"));
    }

    private static KeyOrigin key(AccountSettings settings) {
        return switch (settings.text(CREDENTIALS, "key")) {
            case "key" -> {
                without(settings, "only of credentials: instance-profile", Set.of(METADATA_ENDPOINT));
                yield new KeyOrigin.Stored(
                        settings.required("access-key-id"),
                        settings.secret("secret-access-key"),
                        settings.has("session-token") ? settings.secret("session-token") : null);
            }
            case "instance-profile" -> {
                without(settings, "not of credentials: instance-profile", STORED);
                String endpoint = settings.text(METADATA_ENDPOINT, KeyOrigin.InstanceProfile.AMAZON.toString());
                yield new KeyOrigin.InstanceProfile(settings.uri(METADATA_ENDPOINT, endpoint));
            }
            default -> throw new IllegalArgumentException("ec2.credentials must be key or instance-profile");
        };
    }

    private static void without(AccountSettings settings, String why, Set<String> names) {
        names.stream().filter(settings::has).sorted().findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("ec2." + name + " is a setting " + why);
        });
    }

    private static String region(String region) {
        if (!region.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("ec2.region \"" + region + "\" is not like us-east-1");
        }
        return region;
    }

    /** The endpoint as it is signed and sent: without the scheme's default port. */
    private static URI endpoint(URI given) {
        boolean https = "https".equals(given.getScheme());
        if (given.getHost() == null || given.getQuery() != null) {
            throw new IllegalArgumentException("ec2.endpoint must be like https://ec2.us-east-1.amazonaws.com");
        }
        if (!https && !("http".equals(given.getScheme()) && loopback(given.getHost()))) {
            throw new IllegalArgumentException("ec2.endpoint must begin with https://; http is only for this machine");
        }
        String path = given.getRawPath() == null || given.getRawPath().isEmpty() ? "/" : given.getRawPath();
        boolean usual = given.getPort() < 0 || given.getPort() == (https ? 443 : 80);
        return URI.create(given.getScheme() + "://" + given.getHost() + (usual ? "" : ":" + given.getPort()) + path);
    }

    static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }
}
