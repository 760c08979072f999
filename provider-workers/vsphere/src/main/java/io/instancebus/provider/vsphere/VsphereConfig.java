package io.instancebus.provider.vsphere;

import io.instancebus.provider.AccountSettings;
import io.instancebus.provider.http.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an account: the connection to its vCenter, and the default places of its machines. A place is named
 * by its inventory path (DC0/host/DC0_C0), or by its name if it is unique.
 *
 * @param passwordReference the reference of the password: file:NAME or env:NAME
 * @param callTimeout the time limit of a call to vCenter; 1 to 20 s
 * @param shutdownTimeout how long a guest may take to shut down before the machine is powered off
 * @param eventHistory how far back vCenter's events are read when the watcher starts
 * @param sshUsername the user name for runs; null if each run has to name it
 */
record VsphereConfig(
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

    private static final Set<String> SETTINGS = Set.of(
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
            "ssh-username");

    public VsphereConfig {
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("vsphere.url must be like https://vcenter.example.com/sdk");
        }
        AccountSettings.within("vsphere.call-timeout-ms", callTimeout, Duration.ofSeconds(1), Duration.ofSeconds(20));
        AccountSettings.within(
                "vsphere.shutdown-timeout-ms", shutdownTimeout, Duration.ofMillis(100), Duration.ofHours(1));
        AccountSettings.within("vsphere.event-history-hours", eventHistory, Duration.ofHours(1), Duration.ofDays(30));
    }

    /** @throws IllegalArgumentException if a setting is unknown, missing or out of bounds; the message names it */
    public static VsphereConfig read(Map<String, String> given) {
        AccountSettings settings = new AccountSettings("vsphere", given).only(SETTINGS);
        return new VsphereConfig(
                sdk(settings.uri("url", settings.required("url"))),
                settings.required("user"),
                settings.secret("password"),
                Trust.of(settings),
                settings.text("datacenter"),
                settings.text("cluster"),
                settings.text("resource-pool"),
                settings.text("folder"),
                settings.text("datastore"),
                settings.text("network"),
                settings.text("customization"),
                Duration.ofMillis(settings.number("call-timeout-ms", 15_000)),
                Duration.ofMillis(settings.number("shutdown-timeout-ms", 120_000)),
                Duration.ofHours(settings.number("event-history-hours", 24)),
                settings.text("ssh-username"));
    }

    private static URI sdk(URI uri) {
        return uri.getPath() == null || uri.getPath().length() < 2 ? uri.resolve("/sdk") : uri;
    }
}
