package io.instancebus.worker.provider.vsphere;

import io.instancebus.worker.tls.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How an account reaches its vCenter, and where its machines go unless a create says otherwise. A place is named by
 * its inventory path (DC0/host/DC0_C0) or by its name alone where that is unique.
 *
 * @param passwordReference where the password is: file:NAME or env:NAME
 * @param callTimeout within which vCenter has answered a call; 1 to 20 s
 * @param shutdownTimeout how long a guest may take to shut down before the power is cut
 * @param eventHistory how far back vCenter's events are read when the watch begins
 * @param sshUsername the user that runs log in as; null to leave that to the run
 */
public record VsphereConfig(
        URI url,
        String user,
        String passwordReference,
        Trust trust,
        @Nullable String datacenter,
        @Nullable String cluster,
        @Nullable String resourcePool,
        @Nullable String folder,
        @Nullable String datastore,
        @Nullable String network,
        @Nullable String customization,
        Duration callTimeout,
        Duration shutdownTimeout,
        Duration eventHistory,
        @Nullable String sshUsername) {

    private static final Set<String> SETTINGS = new TreeSet<>(Set.of(
            "url",
            "user",
            "password",
            "ca-file",
            "certificate-sha256",
            "trust-all-certificates",
            "datacenter",
            "cluster",
            "resource-pool",
            "folder",
            "datastore",
            "network",
            "customization",
            "call-timeout-ms",
            "shutdown-timeout-ms",
            "event-history-hours",
            "ssh-username"));

    public VsphereConfig {
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("vsphere.url must be like https://vcenter.example.com/sdk");
        }
        within("call-timeout-ms", callTimeout, Duration.ofSeconds(1), Duration.ofSeconds(20));
        within("shutdown-timeout-ms", shutdownTimeout, Duration.ofMillis(100), Duration.ofHours(1));
        within("event-history-hours", eventHistory, Duration.ofHours(1), Duration.ofDays(30));
    }

    /** @throws IllegalArgumentException naming the setting that is unknown, missing or out of bounds */
    public static VsphereConfig read(Map<String, String> settings) {
        for (String name : settings.keySet()) {
            if (!SETTINGS.contains(name)) {
                throw new IllegalArgumentException(
                        "vsphere has no setting \"" + name + "\"; it has " + String.join(", ", SETTINGS));
            }
        }
        return new VsphereConfig(
                sdk(required(settings, "url")),
                required(settings, "user"),
                required(settings, "password"),
                trust(settings),
                settings.get("datacenter"),
                settings.get("cluster"),
                settings.get("resource-pool"),
                settings.get("folder"),
                settings.get("datastore"),
                settings.get("network"),
                settings.get("customization"),
                Duration.ofMillis(number(settings, "call-timeout-ms", 15_000)),
                Duration.ofMillis(number(settings, "shutdown-timeout-ms", 120_000)),
                Duration.ofHours(number(settings, "event-history-hours", 24)),
                settings.get("ssh-username"));
    }

    private static URI sdk(String url) {
        URI uri = URI.create(url);
        return uri.getPath() == null || uri.getPath().length() < 2 ? uri.resolve("/sdk") : uri;
    }

    /** One of them, or what the machine trusts. */
    private static Trust trust(Map<String, String> settings) {
        String file = settings.get("ca-file");
        String fingerprint = settings.get("certificate-sha256");
        boolean anybody = "true".equals(settings.get("trust-all-certificates"));
        if ((file == null ? 0 : 1) + (fingerprint == null ? 0 : 1) + (anybody ? 1 : 0) > 1) {
            throw new IllegalArgumentException(
                    "only one of vsphere.ca-file, certificate-sha256 and trust-all-certificates can be given");
        }
        if (file != null) {
            return new Trust.Authority(Path.of(file));
        }
        if (fingerprint != null) {
            return new Trust.Fingerprint(fingerprint);
        }
        return anybody ? new Trust.Anybody() : new Trust.Machine();
    }

    private static String required(Map<String, String> settings, String name) {
        String value = settings.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("vsphere." + name + " is missing");
        }
        return value;
    }

    private static long number(Map<String, String> settings, String name, long otherwise) {
        String value = settings.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,12}")) {
            throw new IllegalArgumentException("vsphere." + name + " must be a number, not \"" + value + "\"");
        }
        return Long.parseLong(value);
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "vsphere." + name + " must be " + least + " to " + most + ", and is " + value);
        }
    }
}
