package io.instancebus.worker;

import io.instancebus.domain.ProviderType;
import io.instancebus.worker.ssh.RunMode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account with a provider. What a file leaves out has its default.
 *
 * @param name 1 to 64 characters of A–Z, a–z, 0–9, dot, underscore and hyphen
 * @param provider the provider's type: sandbox, vsphere
 * @param concurrency calls that change something at once, of this worker; 1 to 1,000; 16 by default
 * @param requestsPerSecond such calls per second, of this worker; null for no limit
 * @param passInterval between two looks at all instances; 10 s by default, 1 s for a sandbox
 * @param providerTimeout in which a provider answers or has not; 1 to 25 s; 20 s by default
 * @param runMode POSIX_SHELL (default) or PLAIN_EXEC
 * @param defaultCredential for runs that bring none; null for none
 * @param sandbox the sandbox's settings, and data-directory, where it keeps its instances
 * @param vsphere the settings of an account with a vCenter; docs/vsphere.md has them
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
        @Nullable Map<String, String> sandbox,
        @Nullable Map<String, String> vsphere) {
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
        sandbox = sandbox == null ? Map.of() : Map.copyOf(sandbox);
        vsphere = vsphere == null ? Map.of() : Map.copyOf(vsphere);
        if (type == ProviderType.SANDBOX && !sandbox.containsKey(DATA_DIRECTORY)) {
            throw new IllegalArgumentException("account " + name + " needs sandbox." + DATA_DIRECTORY);
        }
    }

    /** A sandbox with every default. */
    public static AccountConfig sandbox(String name, java.nio.file.Path dataDirectory) {
        return sandbox(name, Map.of(DATA_DIRECTORY, dataDirectory.toString()));
    }

    /** A sandbox with these settings, data-directory among them. */
    public static AccountConfig sandbox(String name, Map<String, String> settings) {
        return new AccountConfig(
                name, ProviderType.SANDBOX.label(), null, null, null, null, null, null, settings, null);
    }

    /** An account with a vCenter, with these settings. */
    public static AccountConfig vsphere(String name, Map<String, String> settings) {
        return new AccountConfig(
                name, ProviderType.VSPHERE.label(), null, null, null, null, null, null, null, settings);
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
