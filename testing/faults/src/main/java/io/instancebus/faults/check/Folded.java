package io.instancebus.faults.check;

import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of an instance according to its events, folded independently of the services' code.
 *
 * @param details null before the first event that has them
 * @param finishedAt the time at which its FINISH was recorded; null before
 */
public record Folded(
        String instanceId,
        long version,
        String account,
        InstanceState state,
        @Nullable InstanceDetails details,
        boolean vanished,
        @Nullable Instant finishedAt) {

    /** Every instance of a log, by its id. */
    public static Map<String, Folded> of(List<InstanceEvent> log) {
        Map<String, Folded> all = new TreeMap<>();
        for (InstanceEvent event : log) {
            if (event.getSequence() > 0) {
                all.merge(
                        event.getInstanceId(),
                        new Folded(event.getInstanceId(), 0, event.getAccount(), InstanceState.START, null, false, null)
                                .and(event),
                        (before, ignored) -> before.and(event));
            }
        }
        return all;
    }

    private Folded and(InstanceEvent event) {
        return new Folded(
                instanceId,
                event.getSequence(),
                account,
                event.getInstanceStateChanged() == null
                        ? state
                        : event.getInstanceStateChanged().getTo(),
                event.getInstanceDetailsChanged() == null
                        ? details
                        : event.getInstanceDetailsChanged().getDetails(),
                (vanished || event.getInstanceVanished() != null) && event.getInstanceReappeared() == null,
                finishes(event) ? event.getRecordedAt() : finishedAt);
    }

    private static boolean finishes(InstanceEvent event) {
        return event.getInstanceStateChanged() != null
                && event.getInstanceStateChanged().getTo() == InstanceState.FINISH;
    }
}
