package io.instancebus.schemas.registry;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The registry's address and the settings of the client, read from a Kafka client's configuration under the names that
 * Confluent's serializers use.
 *
 * @param urls at least one; tried in turn. A URL may carry a path and, with {@code basic.auth.credentials.source=URL},
 *     a user name and password
 * @param retries how often all URLs are tried again after none has answered
 * @param firstBackoff the pause before the first retry; it doubles up to {@code longestBackoff}
 * @param patience how long a registry that serves other schemas may take to serve one that it does not know, or
 *     refuses, before the records that were written with it count as undecodable
 */
public record RegistryConfig(
        List<URI> urls,
        Credentials credentials,
        @Nullable SSLContext tls,
        Duration connectTimeout,
        Duration readTimeout,
        int retries,
        Duration firstBackoff,
        Duration longestBackoff,
        Duration patience) {
    public static final String URL = "schema.registry.url";
    public static final String BASIC_SOURCE = "basic.auth.credentials.source";
    public static final String BASIC_USER_INFO = "basic.auth.user.info";
    public static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    public static final String BEARER_TOKEN = "bearer.auth.token";
    public static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    public static final String READ_TIMEOUT = "http.read.timeout.ms";
    public static final String RETRIES = "max.retries";
    public static final String BACKOFF = "retries.wait.ms";
    public static final String LONGEST_BACKOFF = "retries.max.wait.ms";
    public static final String PATIENCE = "schema.patience.ms";
    private static final int MAX_MILLIS = 600_000;

    public RegistryConfig {
        if (urls.isEmpty()) {
            throw new ConfigException(URL + " is missing: it names the schema registry, as http://host:8081");
        }
        urls = List.copyOf(urls);
    }

    /** The simple case: one or more comma-separated URLs, no credentials. */
    public static RegistryConfig of(String urls) {
        return from(Map.of(URL, urls));
    }

    public static RegistryConfig from(Map<String, ?> kafkaConfig) {
        Settings settings = new Settings(kafkaConfig);
        List<URI> given = urls(settings.text(URL, ""));
        return new RegistryConfig(
                given.stream().map(RegistryConfig::withoutUserInfo).toList(),
                credentials(settings, given),
                RegistryTls.context(settings).orElse(null),
                Duration.ofMillis(settings.number(CONNECT_TIMEOUT, 5_000, MAX_MILLIS)),
                Duration.ofMillis(settings.number(READ_TIMEOUT, 10_000, MAX_MILLIS)),
                settings.number(RETRIES, 3, 100),
                Duration.ofMillis(settings.number(BACKOFF, 100, MAX_MILLIS)),
                Duration.ofMillis(settings.number(LONGEST_BACKOFF, 2_000, MAX_MILLIS)),
                Duration.ofMillis(settings.number(PATIENCE, 30_000, MAX_MILLIS)));
    }

    private static List<URI> urls(String text) {
        return Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(url -> !url.isEmpty())
                .map(RegistryConfig::url)
                .toList();
    }

    private static URI url(String text) {
        URI url;
        try {
            url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null) {
            throw malformed();
        }
        return url;
    }

    /** Without the value, which may hold a password. */
    private static ConfigException malformed() {
        return new ConfigException(URL + " must hold comma-separated URLs that begin with http:// or https://");
    }

    private static URI withoutUserInfo(URI url) {
        String userInfo = url.getRawUserInfo();
        return userInfo == null ? url : URI.create(url.toString().replace(userInfo + "@", ""));
    }

    private static Credentials credentials(Settings settings, List<URI> urls) {
        Optional<String> bearerSource = settings.text(BEARER_SOURCE);
        if (bearerSource.isPresent()) {
            return bearer(bearerSource.get(), settings);
        }
        if (settings.text(BEARER_TOKEN).isPresent()) {
            throw new ConfigException(BEARER_TOKEN + " is set without " + BEARER_SOURCE + "=STATIC_TOKEN");
        }
        return basic(settings.text(BASIC_SOURCE, "URL"), settings, urls);
    }

    private static Credentials bearer(String source, Settings settings) {
        if (!source.equals("STATIC_TOKEN")) {
            throw new ConfigException(BEARER_SOURCE, source, "only STATIC_TOKEN is supported");
        }
        return Credentials.bearer(
                settings.text(BEARER_TOKEN).orElseThrow(() -> new ConfigException(BEARER_TOKEN + " is missing")));
    }

    private static Credentials basic(String source, Settings settings, List<URI> urls) {
        return switch (source) {
            case "URL" ->
                urls.stream()
                        .flatMap(url -> Optional.ofNullable(url.getUserInfo()).stream())
                        .findFirst()
                        .map(Credentials::basic)
                        .orElse(Credentials.NONE);
            case "USER_INFO" ->
                Credentials.basic(settings.text(BASIC_USER_INFO)
                        .orElseThrow(() -> new ConfigException(BASIC_USER_INFO + " is missing")));
            default -> throw new ConfigException(BASIC_SOURCE, source, "must be URL or USER_INFO");
        };
    }
}
