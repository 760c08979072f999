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
 * What the command service is told.
 *
 * @param bus how Kafka and the registry are reached
 * @param applicationId names the group and the changelogs; never to change while there is state; the topic prefix and
 *     instance-bus-command-service by default
 * @param stateDirectory where the stores are; kept between starts; state/command-service by default
 * @param instanceName tells this process from the others of the same application, the same at each start; default by
 *     default
 * @param standbyReplicas how many other processes keep a copy of each store; 0 by default, 1 or more in a deployment
 * @param threads of this process, 1 by default
 * @param accounts that commands may name; in a file: accountsFile, its path, as seen from the file that names it
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

    /** With defaults for everything else. */
    public static CommandServiceConfig of(BusConnection bus, Path stateDirectory, List<AccountConfig> accounts) {
        return new CommandServiceConfig(bus, null, stateDirectory, null, null, null, AccountsSource.of(accounts));
    }

    /** @throws IllegalArgumentException if the file cannot be read or says something that is not understood */
    public static CommandServiceConfig read(Path yaml) {
        return ConfigFile.read(yaml, CommandServiceConfig.class, AccountsFileSetting.in(yaml));
    }

    Topics topics() {
        return new Topics(Objects.requireNonNull(bus.topicPrefix()));
    }

    /** What every Kafka client of the service starts from. */
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
