package io.instancebus.projector;

import io.instancebus.schemas.BusConnection;
import io.instancebus.service.ConfigFile;
import io.instancebus.view.ViewConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a state-projector is told.
 *
 * @param bus the log that is followed
 * @param view the view that is kept
 * @param groupId the consumer group whose members share the partitions; instance-bus-state-projector by default
 * @param batchSize how many events enter the view at once, at most; 1 to 50,000; 5,000 by default
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

    /** With the defaults. */
    public static StateProjectorConfig of(BusConnection bus, ViewConfig view) {
        return new StateProjectorConfig(bus, view, null, null);
    }

    /**
     * Reads a YAML file.
     *
     * @throws IllegalArgumentException if the file cannot be read, or is not as it must be; the message says where
     */
    public static StateProjectorConfig read(Path yaml) {
        return ConfigFile.read(yaml, StateProjectorConfig.class);
    }
}
