package io.instancebus.worker;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.instancebus.domain.ProviderType;
import io.instancebus.worker.ssh.RunMode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account with a provider. What a file leaves out has its default.
 *
 * @param name 1 to 64 characters of A–Z, a–z, 0–9, dot, underscore and hyphen
 * @param provider the provider's type: sandbox, ec2, openstack, rackspace, docker, vsphere
 * @param concurrency calls that change something at once, of this worker; 1 to 1,000; 16 by default
 * @param requestsPerSecond such calls per second, of this worker; null for no limit
 * @param passInterval between two looks at all instances; 10 s by default, 1 s for a sandbox
 * @param providerTimeout in which a provider answers or has not; 1 to 25 s; 20 s by default
 * @param runMode POSIX_SHELL (default) or PLAIN_EXEC
 * @param defaultCredential for runs that bring none; null for none
 * @param settings what the adapter of the provider wants; in the file they stand under the provider's name
 */
public record AccountConfig(
        String name,
        String provider,
        @Nullable Integer concurrency,
        @Nullable Double requestsPerSecond,
        @Nullable Duration passInterval,
        @Nullable Duration providerTimeout,
        @Nullable RunMode runMode,
        @Nullable DefaultCredentialConfig defaultCredential,
        Map<String, String> settings) {
    /** The setting of a sandbox that says where it keeps its instances. */
    public static final String DATA_DIRECTORY = "data-directory";

    public AccountConfig {
        Settings.required("the account's name", name);
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("the account's name \"" + name
                    + "\" is not 1 to 64 characters of A-Z, a-z, 0-9, dot, underscore and hyphen");
        }
        Settings.required("the provider of account " + name, provider);
        ProviderType type = ProviderType.of(provider);
        concurrency = Settings.within("concurrency of account " + name, concurrency, 16, 1, 1_000);
        if (requestsPerSecond != null && !(requestsPerSecond > 0 && requestsPerSecond <= 1_000_000)) {
            throw new IllegalArgumentException("requestsPerSecond of account " + name + " must be more than 0");
        }
        passInterval = passInterval == null
                ? Duration.ofSeconds(type == ProviderType.SANDBOX ? 1 : 10)
                : within("passInterval", passInterval, Duration.ofMillis(100), Duration.ofHours(1));
        providerTimeout = providerTimeout == null
                ? Duration.ofSeconds(20)
                : within("providerTimeout", providerTimeout, Duration.ofSeconds(1), Duration.ofSeconds(25));
        runMode = runMode == null ? RunMode.POSIX_SHELL : runMode;
        settings = Map.copyOf(settings);
        if (type == ProviderType.SANDBOX && !settings.containsKey(DATA_DIRECTORY)) {
            throw new IllegalArgumentException("account " + name + " needs sandbox." + DATA_DIRECTORY);
        }
    }

    /** As it stands in a file: the settings under the provider's name, and none under another's. */
    @JsonCreator
    static AccountConfig read(
            @JsonProperty("name") String name,
            @JsonProperty("provider") String provider,
            @JsonProperty("concurrency") @Nullable Integer concurrency,
            @JsonProperty("requestsPerSecond") @Nullable Double requestsPerSecond,
            @JsonProperty("passInterval") @Nullable Duration passInterval,
            @JsonProperty("providerTimeout") @Nullable Duration providerTimeout,
            @JsonProperty("runMode") @Nullable RunMode runMode,
            @JsonProperty("defaultCredential") @Nullable DefaultCredentialConfig defaultCredential,
            @JsonProperty("sandbox") @Nullable Map<String, String> sandbox,
            @JsonProperty("ec2") @Nullable Map<String, String> ec2,
            @JsonProperty("openstack") @Nullable Map<String, String> openstack,
            @JsonProperty("rackspace") @Nullable Map<String, String> rackspace,
            @JsonProperty("docker") @Nullable Map<String, String> docker,
            @JsonProperty("vsphere") @Nullable Map<String, String> vsphere) {
        Settings.required("the provider of account " + name, provider);
        Map<ProviderType, Map<String, String>> given = new EnumMap<>(ProviderType.class);
        put(given, ProviderType.SANDBOX, sandbox);
        put(given, ProviderType.EC2, ec2);
        put(given, ProviderType.OPENSTACK, openstack);
        put(given, ProviderType.RACKSPACE, rackspace);
        put(given, ProviderType.DOCKER, docker);
        put(given, ProviderType.VSPHERE, vsphere);
        Map<String, String> settings = given.remove(ProviderType.of(provider));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("account " + name + " is of provider " + provider
                    + " and has settings of "
                    + given.keySet().iterator().next().label());
        }
        return new AccountConfig(
                name,
                provider,
                concurrency,
                requestsPerSecond,
                passInterval,
                providerTimeout,
                runMode,
                defaultCredential,
                settings == null ? Map.of() : settings);
    }

    private static void put(
            Map<ProviderType, Map<String, String>> given, ProviderType type, @Nullable Map<String, String> settings) {
        if (settings != null) {
            given.put(type, settings);
        }
    }

    /** A sandbox with every default. */
    public static AccountConfig sandbox(String name, java.nio.file.Path dataDirectory) {
        return sandbox(name, Map.of(DATA_DIRECTORY, dataDirectory.toString()));
    }

    /** A sandbox with these settings, data-directory among them. */
    public static AccountConfig sandbox(String name, Map<String, String> settings) {
        return of(name, ProviderType.SANDBOX, settings);
    }

    /** An account with these settings, and else every default. */
    public static AccountConfig of(String name, ProviderType type, Map<String, String> settings) {
        return new AccountConfig(name, type.label(), null, null, null, null, null, null, settings);
    }

    public ProviderType type() {
        return ProviderType.of(provider);
    }

    private static Duration within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", and is " + value);
        }
        return value;
    }
}
