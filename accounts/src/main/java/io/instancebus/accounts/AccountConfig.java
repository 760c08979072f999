package io.instancebus.accounts;

import io.instancebus.domain.Account;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderType;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account with a provider. Its toString omits the provider's settings.
 *
 * @param name 1 to 64 characters of A–Z, a–z, 0–9, dot, underscore and hyphen
 * @param providerTimeout the time limit of a call to the provider; 1 to 25 s
 * @param passInterval the interval between two scans of all instances; 100 ms to 1 h; null for the default of the type
 * @param sshPort the SSH port of instances for which the provider reports none
 * @param defaultCredential the credential for runs that bring none; null if there is none
 * @param policy the deadlines and limits of the decider that differ from the defaults of the provider type
 * @param settings the settings of the provider's adapter, by name; the adapter checks them when it opens the account
 */
public record AccountConfig(
        String name,
        ProviderType type,
        Limits limits,
        Duration providerTimeout,
        @Nullable Duration passInterval,
        RunMode runMode,
        int sshPort,
        @Nullable DefaultCredential defaultCredential,
        PolicySettings policy,
        Map<String, String> settings) {
    static final int SSH_PORT = 22;
    static final Duration PROVIDER_TIMEOUT = Duration.ofSeconds(20);

    public AccountConfig {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "the name \"" + name + "\" is not 1 to 64 characters of A-Z, a-z, 0-9, dot, underscore and hyphen");
        }
        within("providerTimeout", providerTimeout, Duration.ofSeconds(1), Duration.ofSeconds(25));
        if (passInterval != null) {
            within("passInterval", passInterval, Duration.ofMillis(100), Duration.ofHours(1));
        }
        if (sshPort < 1 || sshPort > 65_535) {
            throw new IllegalArgumentException("sshPort must be 1 to 65535, and is " + sshPort);
        }
        settings = Map.copyOf(settings);
    }

    /** An account with these settings and the defaults of its provider type. */
    public static AccountConfig of(String name, ProviderType type, Map<String, String> settings) {
        return new AccountConfig(
                name,
                type,
                Limits.USUAL,
                PROVIDER_TIMEOUT,
                null,
                RunMode.POSIX_SHELL,
                SSH_PORT,
                null,
                PolicySettings.NONE,
                settings);
    }

    /** How command lines are executed on its instances. */
    public AccountConfig withRuns(RunMode mode, DefaultCredential credential) {
        return new AccountConfig(
                name, type, limits, providerTimeout, passInterval, mode, sshPort, credential, policy, settings);
    }

    /** The SSH port of instances for which the provider reports none. */
    public AccountConfig withSshPort(int port) {
        return new AccountConfig(
                name, type, limits, providerTimeout, passInterval, runMode, port, defaultCredential, policy, settings);
    }

    public AccountConfig withLimits(Limits other) {
        return new AccountConfig(
                name,
                type,
                other,
                providerTimeout,
                passInterval,
                runMode,
                sshPort,
                defaultCredential,
                policy,
                settings);
    }

    /**
     * The account for the decider.
     *
     * @param usual the default policy of its provider type
     */
    public Account account(Policy usual) {
        return new Account(name, type, policy.over(usual), sshPort);
    }

    private static void within(String setting, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(setting + " must be " + Durations.text(least) + " to "
                    + Durations.text(most) + ", and is " + Durations.text(value));
        }
    }

    @Override
    public String toString() {
        return "AccountConfig[" + name + ", " + type.label() + "]";
    }
}
