package io.instancebus.view;

import io.instancebus.avro.InstanceDetails;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the view shows it.
 *
 * @param version the sequence of its last event
 * @param actions the legal actions: START, STOP, REBOOT, DESTROY, RUN
 * @param staleSince the time since which its account's provider does not answer reliably; null while it does
 * @param incomplete why the row is out of date; null while the view follows the instance
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
