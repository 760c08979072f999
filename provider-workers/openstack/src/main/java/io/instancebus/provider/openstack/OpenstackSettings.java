package io.instancebus.provider.openstack;

import io.instancebus.domain.ProviderType;
import io.instancebus.provider.AccountSettings;
import io.instancebus.provider.http.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an account's settings. Each error names the setting. */
final class OpenstackSettings {
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
            "image-url",
            "security-groups");
    private static final Set<String> RACKSPACE = Set.of("api-key");
    private static final String RACKSPACE_IDENTITY = "https://identity.api.rackspacecloud.com/v2.0";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final ProviderType type;
    private final AccountSettings settings;

    private OpenstackSettings(ProviderType type, Map<String, String> settings) {
        this.type = type;
        Set<String> known = new HashSet<>(BOTH);
        known.addAll(rackspace() ? RACKSPACE : OPENSTACK);
        this.settings = new AccountSettings(type.label(), settings).only(known);
    }

    /**
     * @param type OPENSTACK or RACKSPACE
     * @param otherwise the default time-out of a call
     * @throws IllegalArgumentException if a setting is unknown, missing or out of bounds; the message names it
     */
    public static OpenstackConfig read(ProviderType type, Map<String, String> settings, Duration otherwise) {
        return new OpenstackSettings(type, settings).config(otherwise);
    }

    private OpenstackConfig config(Duration otherwise) {
        return new OpenstackConfig(
                type,
                url("auth-url", "https://cloud.example.com:5000/v3", rackspace() ? RACKSPACE_IDENTITY : null),
                url("compute-url", "https://cloud.example.com:8774/v2.1", null),
                imageUrl(),
                rackspace() ? rackspaceLogin() : keystoneLogin(),
                Trust.of(settings),
                settings.text("flavor"),
                settings.text("availability-zone"),
                settings.text("key-pair"),
                settings.list("security-groups", ""),
                settings.list("networks", ""),
                settings.truth("config-drive"),
                settings.text("ssh-username"),
                timeout(otherwise));
    }

    private boolean rackspace() {
        return type.equals(ProviderType.RACKSPACE);
    }

    private Login rackspaceLogin() {
        boolean key = settings.has("api-key");
        if (key == settings.has("password")) {
            throw wrong("rackspace needs either api-key or password");
        }
        return key
                ? new Login.ApiKey(settings.required("user"), settings.secret("api-key"))
                : new Login.RackspacePassword(settings.required("user"), settings.secret("password"));
    }

    private Login keystoneLogin() {
        if (settings.has("application-credential-id")) {
            if (settings.has("password") || settings.has("user")) {
                throw wrong("openstack needs either application-credential-id and -secret or user and password");
            }
            return new Login.ApplicationCredential(
                    settings.required("application-credential-id"), settings.secret("application-credential-secret"));
        }
        String domain = settings.text("user-domain", "Default");
        return new Login.Password(settings.required("user"), domain, project(domain), settings.secret("password"));
    }

    private Login.Project project(String userDomain) {
        String id = settings.text("project-id");
        if ((id == null) != settings.has("project-name")) {
            throw wrong("openstack needs either project-id or project-name");
        }
        return id == null
                ? new Login.Project.Named(
                        settings.required("project-name"), settings.text("project-domain", userDomain))
                : new Login.Project.Id(id);
    }

    private URI url(String name, String like, @Nullable String otherwise) {
        String text = otherwise == null ? settings.required(name) : settings.text(name, otherwise);
        URI uri = settings.uri(name, text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean http = "http".equals(uri.getScheme());
        if (uri.getHost() == null || !http && !"https".equals(uri.getScheme())) {
            throw wrong(type.label() + "." + name + " must be like " + like + ", not \"" + text + "\"");
        }
        if (http && !LOOPBACK.contains(uri.getHost()) && !settings.truth("allow-http")) {
            throw wrong(type.label() + "." + name
                    + " is http, which sends tokens, passwords and user data in clear. Set allow-http"
                    + " to true to allow that");
        }
        return uri;
    }

    private @Nullable URI imageUrl() {
        if (!settings.has("image-url")) {
            return null;
        }
        String like = "https://cloud.example.com:9292";
        URI uri = url("image-url", like, null);
        if (uri.getPath().matches("(.*/)?v[0-9.]+")) {
            throw wrong(type.label() + ".image-url must not contain Glance's version, like " + like + ", not" + " \""
                    + uri + "\"");
        }
        return uri;
    }

    private Duration timeout(Duration otherwise) {
        return Duration.ofMillis(settings.number("call-timeout-ms", (int) otherwise.toMillis()));
    }

    private static IllegalArgumentException wrong(String message) {
        return new IllegalArgumentException(message);
    }
}
