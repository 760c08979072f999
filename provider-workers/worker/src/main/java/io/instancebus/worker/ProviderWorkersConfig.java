package io.instancebus.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.instancebus.accounts.AccountsFileSetting;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.schemas.BusConnection;
import io.instancebus.service.ConfigFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a worker process. Every worker that has accounts of a provider type must have all accounts of
 * that type, because the workers of a type share its tasks and its accounts.
 *
 * @param workerName the worker's name in reports; the host's name and a few random characters by default
 * @param accounts the accounts; the setting accountsFile is the path of their file, relative to the configuration file
 * @param secretsDirectory the folder in which file: references are looked up; null for none
 * @param keysDirectory the folder of the keys for sealed secrets, which is created at the first start and is the same
 *     for all workers; null to open and publish none
 */
public record ProviderWorkersConfig(
        BusConnection bus,
        @Nullable String workerName,
        @JsonProperty("accountsFile") AccountsSource accounts,
        @Nullable Path secretsDirectory,
        @Nullable Path keysDirectory,
        @Nullable SlotsConfig slots) {

    public ProviderWorkersConfig {
        Settings.required("bus", bus);
        Settings.required("accountsFile", accounts);
        workerName = workerName == null || workerName.isBlank() ? defaultName() : workerName;
        slots = slots == null ? new SlotsConfig(null, null) : slots;
    }

    private static String defaultName() {
        String random = UUID.randomUUID().toString().substring(0, 6);
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + random;
        } catch (UnknownHostException e) {
            return "worker-" + random;
        }
    }

    /**
     * Reads a YAML file.
     *
     * @throws IllegalArgumentException if the file is invalid; the message names the place
     */
    public static ProviderWorkersConfig read(Path yaml) {
        return ConfigFile.read(yaml, ProviderWorkersConfig.class, AccountsFileSetting.in(yaml));
    }
}
