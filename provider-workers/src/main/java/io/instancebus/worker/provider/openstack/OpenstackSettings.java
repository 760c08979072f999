package io.instancebus.worker.provider.openstack;

import io.instancebus.domain.ProviderType;
import io.instancebus.worker.tls.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An account's settings as they stand in the file. Each error names the setting. */
public final class OpenstackSettings {
    private static final Set<String> BOTH = Set.of(
            "auth-url",
            "compute-url",
            "user",
            "password",
            "allow-http",
            "ca-file",
            "certificate-sha256",
            "trust-all-certificates",
            "flavor",
            "key-pair",
            "networks",
            "config-drive",
            "ssh-username",
            "call-timeout-ms");
    private static final Set<String> OPENSTACK = Set.of(
            "user-domain",
            "project-id",
            "project-name",
            "project-domain",
            "application-credential-id",
            "application-credential-secret",
            "availability-zone",
            "security-groups");
    private static final Set<String> RACKSPACE = Set.of("api-key");
    private static final String RACKSPACE_IDENTITY = "https://identity.api.rackspacecloud.com/v2.0";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final ProviderType type;
    private final Map<String, String> settings;

    private OpenstackSettings(ProviderType type, Map<String, String> settings) {
        this.type = type;
        this.settings = settings;
    }

    /**
     * @param type OPENSTACK or RACKSPACE
     * @param otherwise how long a call may take where the settings do not say
     * @throws IllegalArgumentException naming the setting that is unknown, missing or out of bounds
     */
    public static OpenstackConfig read(ProviderType type, Map<String, String> settings, Duration otherwise) {
        OpenstackSettings read = new OpenstackSettings(type, settings);
        read.refuseUnknown();
        return read.config(otherwise);
    }

    private void refuseUnknown() {
        Set<String> known = new TreeSet<>(BOTH);
        known.addAll(rackspace() ? RACKSPACE : OPENSTACK);
        for (String name : settings.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        type.label() + " has no setting \"" + name + "\"; it has " + String.join(", ", known));
            }
        }
    }

    private OpenstackConfig config(Duration otherwise) {
        return new OpenstackConfig(
                type,
                url("auth-url", rackspace() ? RACKSPACE_IDENTITY : null),
                url("compute-url", null),
                rackspace() ? rackspaceLogin() : keystoneLogin(),
                trust(),
                settings.get("flavor"),
                settings.get("availability-zone"),
                settings.get("key-pair"),
                list("security-groups"),
                list("networks"),
                yes("config-drive"),
                settings.get("ssh-username"),
                timeout(otherwise));
    }

    private boolean rackspace() {
        return type == ProviderType.RACKSPACE;
    }

    private Login rackspaceLogin() {
        boolean key = settings.containsKey("api-key");
        if (key == settings.containsKey("password")) {
            throw wrong("rackspace needs either api-key or password");
        }
        return key
                ? new Login.ApiKey(required("user"), required("api-key"))
                : new Login.RackspacePassword(required("user"), required("password"));
    }

    private Login keystoneLogin() {
        if (settings.containsKey("application-credential-id")) {
            if (settings.containsKey("password") || settings.containsKey("user")) {
                throw wrong("openstack needs either application-credential-id and -secret or user and password");
            }
            return new Login.ApplicationCredential(
                    required("application-credential-id"), required("application-credential-secret"));
        }
        String domain = settings.getOrDefault("user-domain", "Default");
        return new Login.Password(required("user"), domain, project(domain), required("password"));
    }

    private Login.Project project(String userDomain) {
        String id = settings.get("project-id");
        if ((id == null) != settings.containsKey("project-name")) {
            throw wrong("openstack needs either project-id or project-name");
        }
        return id == null
                ? new Login.Project.Named(required("project-name"), settings.getOrDefault("project-domain", userDomain))
                : new Login.Project.Id(id);
    }

    private URI url(String name, @Nullable String otherwise) {
        String text = otherwise == null ? required(name) : settings.getOrDefault(name, otherwise);
        URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean http = "http".equals(uri.getScheme());
        if (uri.getHost() == null || !http && !"https".equals(uri.getScheme())) {
            throw wrong(type.label() + "." + name + " must be like https://cloud.example.com:5000/v3, not \"" + text
                    + "\"");
        }
        if (http && !LOOPBACK.contains(uri.getHost()) && !yes("allow-http")) {
            throw wrong(
                    type.label() + "." + name
                            + " is http: tokens, passwords and user data would go in clear. Set allow-http to true if they may");
        }
        return uri;
    }

    /** One of them, or what the machine trusts. */
    private Trust trust() {
        String file = settings.get("ca-file");
        String fingerprint = settings.get("certificate-sha256");
        boolean anybody = yes("trust-all-certificates");
        if ((file == null ? 0 : 1) + (fingerprint == null ? 0 : 1) + (anybody ? 1 : 0) > 1) {
            throw wrong("only one of " + type.label()
                    + ".ca-file, certificate-sha256 and trust-all-certificates can be given");
        }
        if (file != null) {
            return new Trust.Authority(Path.of(file));
        }
        if (fingerprint != null) {
            return new Trust.Fingerprint(fingerprint);
        }
        return anybody ? new Trust.Anybody() : new Trust.Machine();
    }

    private Duration timeout(Duration otherwise) {
        String value = settings.get("call-timeout-ms");
        if (value != null && !value.matches("[0-9]{1,6}")) {
            throw wrong(type.label() + ".call-timeout-ms must be a number, not \"" + value + "\"");
        }
        return value == null ? otherwise : Duration.ofMillis(Long.parseLong(value));
    }

    private boolean yes(String name) {
        String value = settings.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(type.label() + "." + name + " must be true or false, not \"" + value + "\"");
        }
        return value.equals("true");
    }

    private List<String> list(String name) {
        return Arrays.stream(settings.getOrDefault(name, "").split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private String required(String name) {
        String value = settings.get(name);
        if (value == null || value.isBlank()) {
            throw wrong(type.label() + "." + name + " is missing");
        }
        return value;
    }

    private static IllegalArgumentException wrong(String message) {
        return new IllegalArgumentException(message);
    }
}
