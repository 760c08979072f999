package io.instancebus.view;

import io.instancebus.avro.InstanceDetails;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the view shows it.
 *
 * @param version the sequence of its last event
 * @param actions what may be asked of it now: START, STOP, REBOOT, DESTROY, RUN
 * @param staleSince since when its account's provider cannot be believed; null while it can
 * @param incomplete why this is not how it is now; null while the view follows it
 */
public record InstanceRow(
        String instanceId,
        long version,
        String account,
        String provider,
        String state,
        List<String> actions,
        InstanceDetails details,
        boolean vanished,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant staleSince,
        @Nullable Incomplete incomplete) {}
