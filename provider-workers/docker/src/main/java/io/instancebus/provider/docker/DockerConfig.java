package io.instancebus.provider.docker;

import io.instancebus.provider.AccountSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an account to its engine, and the defaults of its containers.
 *
 * @param engine unix:///var/run/docker.sock; https://host:2376; or http://127.0.0.1:2375, on this machine only
 * @param caFile PEM file of the authority that signed the engine's certificate; null for what this machine trusts
 * @param certificateFile PEM file of our client certificate; null for none
 * @param keyReference the reference to the certificate's key: file:NAME or env:NAME
 * @param apiVersion null to use the newest version that both the engine and the adapter support
 * @param publishOn the engine's address on which it publishes a container's SSH port
 * @param address the address at which the workers reach that port
 * @param sshPort the port of a container's SSH server
 * @param network the network's name at the engine; null for its default
 * @param environment NAME=value, for every container; everyone with access to the engine can read it
 * @param callTimeout the time-out of a call; 2 to 20 s
 * @param stopTimeout the time that a container gets to stop before it is killed
 * @param sshUsername the user that runs log in as; null to leave that to the run
 */
record DockerConfig(
        URI engine,
        @Nullable Path caFile,
        @Nullable Path certificateFile,
        @Nullable String keyReference,
        @Nullable String apiVersion,
        String publishOn,
        String address,
        int sshPort,
        @Nullable String network,
        List<String> environment,
        Duration callTimeout,
        Duration stopTimeout,
        @Nullable String sshUsername) {

    private static final Set<String> SETTINGS = Set.of(
            "engine",
            "ca-file",
            "certificate-file",
            "key",
            "api-version",
            "publish-on",
            "address",
            "ssh-port",
            "network",
            "environment",
            "call-timeout-ms",
            "stop-timeout-s",
            "ssh-username");

    private static final String EXAMPLES =
            "docker.engine must be like unix:///var/run/docker.sock or https://docker.example.com:2376";

    public DockerConfig {
        switch (String.valueOf(engine.getScheme())) {
            case "unix" -> require(engine.getRawAuthority() == null && engine.getPath() != null, EXAMPLES);
            case "https" -> require(engine.getHost() != null, EXAMPLES);
            case "http" ->
                require(
                        "127.0.0.1".equals(engine.getHost()),
                        "docker.engine may be http only on 127.0.0.1: access to an engine means root on its machine");
            default -> throw new IllegalArgumentException(EXAMPLES);
        }
        require(engine.getQuery() == null, "docker.engine must not contain a query");
        boolean https = "https".equals(engine.getScheme());
        require(
                https || (caFile == null && certificateFile == null && keyReference == null),
                "docker.ca-file, certificate-file and key are for an engine at https://");
        require(
                (certificateFile == null) == (keyReference == null),
                "docker.certificate-file and docker.key must be set together");
        require(
                apiVersion == null || apiVersion.matches("1\\.[0-9]{1,3}"),
                "docker.api-version must be like 1.41, and is " + apiVersion);
        require(sshPort >= 1 && sshPort <= 65_535, "docker.ssh-port must be 1 to 65535, and is " + sshPort);
        require(
                !Set.of("0.0.0.0", "::").contains(address),
                "docker.address must name the address at which the workers reach ports published on " + address);
        for (String each : environment) {
            require(
                    each.matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*"),
                    "docker.environment has one NAME=value a line; one of its lines is not of that form");
        }
        AccountSettings.within("docker.call-timeout-ms", callTimeout, Duration.ofSeconds(2), Duration.ofSeconds(20));
        AccountSettings.within("docker.stop-timeout-s", stopTimeout, Duration.ZERO, callTimeout.minusSeconds(2));
        environment = List.copyOf(environment);
    }

    /** @throws IllegalArgumentException if a setting is unknown or out of bounds; the message names it */
    public static DockerConfig read(Map<String, String> given) {
        AccountSettings settings = new AccountSettings("docker", given).only(SETTINGS);
        String publishOn = settings.text("publish-on", "127.0.0.1");
        return new DockerConfig(
                settings.uri("engine", settings.text("engine", "unix:///var/run/docker.sock")),
                path(settings.text("ca-file")),
                path(settings.text("certificate-file")),
                settings.has("key") ? settings.secret("key") : null,
                settings.text("api-version"),
                publishOn,
                settings.text("address", publishOn),
                settings.number("ssh-port", 22),
                settings.text("network"),
                lines(settings.text("environment", "")),
                Duration.ofMillis(settings.number("call-timeout-ms", 15_000)),
                Duration.ofSeconds(settings.number("stop-timeout-s", 8)),
                settings.text("ssh-username"));
    }

    /** Omits the settings, whose values may be secret. */
    @Override
    public String toString() {
        return "DockerConfig[" + engine + "]";
    }

    private static @Nullable Path path(@Nullable String file) {
        return file == null ? null : Path.of(file);
    }

    private static List<String> lines(String environment) {
        List<String> lines = new ArrayList<>();
        environment.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        return lines;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
