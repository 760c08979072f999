package io.instancebus.worker.provider.ec2;

import io.instancebus.worker.tls.Trust;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an account reaches its region, and what a create gets that does not say otherwise.
 *
 * @param endpoint the only place that requests go to; its path is / if it has none, its port is left out if usual
 * @param accessKeyId the id itself, or file:NAME or env:NAME
 * @param secretAccessKeyReference file:NAME or env:NAME
 * @param sessionTokenReference file:NAME or env:NAME; null for none
 * @param imageOwners whose images are in the catalogue
 * @param images those in the catalogue; if there are any, owners do not count
 * @param imageName a pattern with * of names in the catalogue
 * @param imageLimit how many images the catalogue has at most
 * @param instanceTypes those in the catalogue; empty for all
 * @param callTimeout for all exchanges of one call
 * @param consistencyWindow how long after a create an instance may be unknown to EC2
 * @param sshUsername the user that runs log in as; null to leave that to the run
 */
public record Ec2Config(
        URI endpoint,
        String region,
        String accessKeyId,
        String secretAccessKeyReference,
        @Nullable String sessionTokenReference,
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

    private static final Set<String> SETTINGS = new TreeSet<>(Set.of(
            "endpoint",
            "region",
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
            "ssh-username"));

    public Ec2Config {
        region = region(region);
        if (!apiVersion.matches("\\d{4}-\\d{2}-\\d{2}")) {
            throw new IllegalArgumentException("ec2.api-version must be like 2016-11-15");
        }
        reference("secret-access-key", secretAccessKeyReference);
        if (sessionTokenReference != null) {
            reference("session-token", sessionTokenReference);
        }
        if (imageLimit < 1 || imageLimit > 1_000) {
            throw new IllegalArgumentException("ec2.image-limit must be 1 to 1000, and is " + imageLimit);
        }
        within("call-timeout-ms", callTimeout, Duration.ofMillis(100), Duration.ofSeconds(20));
        within("consistency-window-ms", consistencyWindow, Duration.ZERO, Duration.ofMinutes(10));
        securityGroups = List.copyOf(securityGroups);
        imageOwners = List.copyOf(imageOwners);
        images = List.copyOf(images);
        instanceTypes = List.copyOf(instanceTypes);
    }

    /** @throws IllegalArgumentException naming the setting that is unknown, missing or out of bounds */
    public static Ec2Config read(Map<String, String> settings) {
        for (String name : settings.keySet()) {
            if (!SETTINGS.contains(name)) {
                throw new IllegalArgumentException(
                        "ec2 has no setting \"" + name + "\"; it has " + String.join(", ", SETTINGS));
            }
        }
        String region = region(required(settings, "region"));
        return new Ec2Config(
                endpoint(settings.getOrDefault("endpoint", "https://ec2." + region + ".amazonaws.com")),
                region,
                required(settings, "access-key-id"),
                required(settings, "secret-access-key"),
                settings.get("session-token"),
                trust(settings),
                settings.getOrDefault("api-version", "2016-11-15"),
                settings.get("zone"),
                settings.get("subnet"),
                settings.getOrDefault("instance-type", "t3.micro"),
                settings.get("key-name"),
                list(settings, "security-groups", ""),
                settings.get("instance-profile"),
                list(settings, "image-owners", "self"),
                list(settings, "images", ""),
                settings.get("image-name"),
                (int) number(settings, "image-limit", 200),
                list(settings, "instance-types", ""),
                Duration.ofMillis(number(settings, "call-timeout-ms", 6_000)),
                Duration.ofMillis(number(settings, "consistency-window-ms", 120_000)),
                settings.get("ssh-username"));
    }

    private static String region(String region) {
        if (!region.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("ec2.region \"" + region + "\" is not like us-east-1");
        }
        return region;
    }

    /** As it is signed and sent: without a port that goes without saying. */
    private static URI endpoint(String text) {
        URI given = uri(text);
        boolean https = "https".equals(given.getScheme());
        if (given.getHost() == null || given.getQuery() != null || given.getUserInfo() != null) {
            throw new IllegalArgumentException("ec2.endpoint must be like https://ec2.us-east-1.amazonaws.com");
        }
        if (!https && !("http".equals(given.getScheme()) && loopback(given.getHost()))) {
            throw new IllegalArgumentException(
                    "ec2.endpoint must begin with https://; only this machine is spoken to in clear");
        }
        String path = given.getRawPath() == null || given.getRawPath().isEmpty() ? "/" : given.getRawPath();
        boolean usual = given.getPort() < 0 || given.getPort() == (https ? 443 : 80);
        return URI.create(given.getScheme() + "://" + given.getHost() + (usual ? "" : ":" + given.getPort()) + path);
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("ec2.endpoint is no URL: " + e.getReason(), e);
        }
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }

    /** One of them, or what the machine trusts. */
    private static Trust trust(Map<String, String> settings) {
        String file = settings.get("ca-file");
        String fingerprint = settings.get("certificate-sha256");
        boolean anybody = "true".equals(settings.get("trust-all-certificates"));
        if ((file == null ? 0 : 1) + (fingerprint == null ? 0 : 1) + (anybody ? 1 : 0) > 1) {
            throw new IllegalArgumentException(
                    "only one of ec2.ca-file, certificate-sha256 and trust-all-certificates can be given");
        }
        if (file != null) {
            return new Trust.Authority(Path.of(file));
        }
        if (fingerprint != null) {
            return new Trust.Fingerprint(fingerprint);
        }
        return anybody ? new Trust.Anybody() : new Trust.Machine();
    }

    private static void reference(String name, String value) {
        if (!isReference(value)) {
            // The value is not repeated: someone may have put the secret there.
            throw new IllegalArgumentException("ec2." + name + " must be a reference: file:NAME or env:NAME");
        }
    }

    /** Whether it says where a value is, and is not the value. */
    public static boolean isReference(String value) {
        return value.startsWith("file:") || value.startsWith("env:");
    }

    private static String required(Map<String, String> settings, String name) {
        String value = settings.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("ec2." + name + " is missing");
        }
        return value;
    }

    private static List<String> list(Map<String, String> settings, String name, String otherwise) {
        return Stream.of(settings.getOrDefault(name, otherwise).split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static long number(Map<String, String> settings, String name, long otherwise) {
        String value = settings.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("ec2." + name + " must be a number, not \"" + value + "\"");
        }
        return Long.parseLong(value);
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "ec2." + name + " must be " + least + " to " + most + ", and is " + value);
        }
    }
}
