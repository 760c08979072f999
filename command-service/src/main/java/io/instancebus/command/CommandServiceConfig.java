package io.instancebus.command;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsFileSetting;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.service.ConfigFile;
import io.instancebus.service.KafkaMeters;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the command service.
 *
 * @param bus the connection to Kafka and the registry
 * @param applicationId the name of the consumer group and of the changelogs; must not change while there is state.
 *     Default: the topic prefix and instance-bus-command-service
 * @param stateDirectory the folder of the stores, kept between starts; state/command-service by default
 * @param instanceName identifies this process among those of the same application, and must be the same at each start;
 *     "default" by default
 * @param standbyReplicas the number of other processes with a copy of each store; 0 by default, 1 or more in a
 *     deployment
 * @param threads the number of stream threads of this process; 1 by default
 * @param accounts the accounts that commands may name. In a file: accountsFile, a path relative to that file
 */
public record CommandServiceConfig(
        BusConnection bus,
        @Nullable String applicationId,
        @Nullable Path stateDirectory,
        @Nullable String instanceName,
        @Nullable Integer standbyReplicas,
        @Nullable Integer threads,
        @JsonProperty("accountsFile") AccountsSource accounts) {

    public CommandServiceConfig {
        if (bus == null) {
            throw new IllegalArgumentException("bus is missing: bootstrapServers and registryUrl");
        }
        applicationId = applicationId == null
                ? Objects.requireNonNullElse(bus.topicPrefix(), "") + "instance-bus-command-service"
                : applicationId;
        stateDirectory = stateDirectory == null ? Path.of("state", "command-service") : stateDirectory;
        instanceName = instanceName == null ? "default" : instanceName;
        standbyReplicas = standbyReplicas == null ? 0 : standbyReplicas;
        threads = threads == null ? 1 : threads;
        requireName("applicationId", applicationId);
        requireName("instanceName", instanceName);
        requireWithin("standbyReplicas", standbyReplicas, 0, 10);
        requireWithin("threads", threads, 1, 64);
        if (accounts == null) {
            throw new IllegalArgumentException("accountsFile is missing: the path of the file that names the accounts");
        }
    }

    /** Settings with defaults for everything else. */
    public static CommandServiceConfig of(BusConnection bus, Path stateDirectory, List<AccountConfig> accounts) {
        return new CommandServiceConfig(bus, null, stateDirectory, null, null, null, AccountsSource.of(accounts));
    }

    /** @throws IllegalArgumentException if the file cannot be read or has an invalid setting */
    public static CommandServiceConfig read(Path yaml) {
        return ConfigFile.read(yaml, CommandServiceConfig.class, AccountsFileSetting.in(yaml));
    }

    Topics topics() {
        return new Topics(Objects.requireNonNull(bus.topicPrefix()));
    }

    /** The settings that all Kafka clients of the service share. */
    Properties clientProperties() {
        return KafkaMeters.reportedBy(bus).clientProperties();
    }

    private static void requireName(String setting, String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,120}")) {
            throw new IllegalArgumentException(
                    setting + " must be 1 to 120 letters, digits, dots, underscores and hyphens: " + name);
        }
    }

    private static void requireWithin(String setting, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(setting + " must be " + low + " to " + high + ", and is " + value);
        }
    }
}
