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
 * that type, since the workers of a type share its tasks and its accounts out among themselves.
 *
 * @param workerName stands in reports; the host's name and a few random characters by default
 * @param accounts in a file: accountsFile, its path, as seen from the file that names it
 * @param secretsDirectory where file: references are looked up; null for nowhere
 * @param keysDirectory where the keys for sealed secrets are kept, made at the first start, and the same for all
 *     workers; null to open and publish none
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
     * From a YAML file.
     *
     * @throws IllegalArgumentException saying what is wrong with the file, and where
     */
    public static ProviderWorkersConfig read(Path yaml) {
        return ConfigFile.read(yaml, ProviderWorkersConfig.class, AccountsFileSetting.in(yaml));
    }
}
