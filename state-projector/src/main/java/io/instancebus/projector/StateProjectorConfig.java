package io.instancebus.projector;

import io.instancebus.schemas.BusConnection;
import io.instancebus.service.ConfigFile;
import io.instancebus.view.ViewConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a state-projector.
 *
 * @param bus the connection to the Kafka cluster and the registry of the log
 * @param view the view that the projector writes
 * @param groupId the consumer group whose members share the partitions; instance-bus-state-projector by default
 * @param batchSize the maximum number of events in one transaction, four times as many in a rebuild; 1 to 50,000; 5,000
 *     by default
 */
public record StateProjectorConfig(
        BusConnection bus,
        ViewConfig view,
        @Nullable String groupId,
        @Nullable Integer batchSize) {
    public StateProjectorConfig {
        groupId = groupId == null ? "instance-bus-state-projector" : groupId;
        batchSize = batchSize == null ? 5_000 : batchSize;
        if (bus == null) {
            throw new IllegalArgumentException("bus is missing");
        }
        if (view == null) {
            throw new IllegalArgumentException("view is missing");
        }
        if (groupId.isBlank()) {
            throw new IllegalArgumentException("groupId is empty");
        }
        if (batchSize < 1 || batchSize > 50_000) {
            throw new IllegalArgumentException("batchSize must be 1 to 50000, and is " + batchSize);
        }
    }

    /** A configuration with the defaults. */
    public static StateProjectorConfig of(BusConnection bus, ViewConfig view) {
        return new StateProjectorConfig(bus, view, null, null);
    }

    /**
     * Reads a YAML file.
     *
     * @throws IllegalArgumentException if the file cannot be read or is invalid; the message names the place
     */
    public static StateProjectorConfig read(Path yaml) {
        return ConfigFile.read(yaml, StateProjectorConfig.class);
    }
}
