package io.instancebus.projector.kafka;

import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import io.instancebus.projector.store.Position;
import io.instancebus.projector.store.UnusableView;
import io.instancebus.projector.store.ViewStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The positions of the view in the log, checked against the log. A new view begins at the beginning of the log. A view
 * of another log is not touched: {@link UnusableView}. A view that is ahead of its log, because the log lost its end in
 * a power failure, holds events that no longer exist: it is emptied and rebuilt.
 */
final class ViewPositions {
    private static final Logger log = LoggerFactory.getLogger(ViewPositions.class);
    private static final int LOOKS = 5;

    private final ViewStore store;
    private final EventLog eventLog;
    private final LogIdentity identity;
    private final String eventsTopic;

    ViewPositions(ViewStore store, EventLog eventLog, String eventsTopic) {
        this.store = store;
        this.eventsTopic = eventsTopic;
        this.eventLog = eventLog;
        this.identity = eventLog.identity();
    }

    /** The next offset of each of these partitions. */
    Map<LogPartition, Long> of(Collection<LogPartition> partitions) {
        Map<LogPartition, Long> positions = stored(partitions);
        List<LogPartition> ahead = ahead(positions);
        // A broker that has just become the leader may briefly not know the whole log.
        for (int look = 1; look < LOOKS && !ahead.isEmpty(); look++) {
            pause();
            ahead = ahead(positions);
        }
        if (!ahead.isEmpty()) {
            log.atError()
                    .addKeyValue("partitions", ahead)
                    .log("the view is ahead of the log, which has lost its end; the view is rebuilt from the"
                            + " beginning");
            store.reset();
            positions.clear();
        }
        begin(partitions, positions);
        return positions;
    }

    private List<LogPartition> ahead(Map<LogPartition, Long> positions) {
        Map<LogPartition, Long> ends = eventLog.ends(positions.keySet());
        return positions.entrySet().stream()
                .filter(stands -> stands.getValue() > ends.getOrDefault(stands.getKey(), 0L))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Map<LogPartition, Long> stored(Collection<LogPartition> partitions) {
        Map<LogPartition, Long> positions = new TreeMap<>();
        for (Position position : store.positions()) {
            if (!identity.topicIds().containsKey(position.partition().topic()) || !identity.holds(position)) {
                throw new UnusableView("the view follows " + position.partition() + " of cluster "
                        + position.clusterId() + " with topic id " + position.topicId() + ", and this is cluster "
                        + identity.clusterId() + " with topic id "
                        + identity.topicIds().get(position.partition().topic())
                        + ": configure that cluster and topic prefix, or run the rebuild command");
            }
            if (partitions.contains(position.partition())) {
                positions.put(position.partition(), position.nextOffset());
            }
        }
        return positions;
    }

    private void begin(Collection<LogPartition> partitions, Map<LogPartition, Long> positions) {
        Map<LogPartition, Long> beginnings = new HashMap<>(eventLog.beginnings(partitions));
        List<Position> fresh = new ArrayList<>();
        for (LogPartition partition : partitions) {
            long beginning = beginnings.getOrDefault(partition, 0L);
            Long stands = positions.get(partition);
            if (stands == null) {
                fresh.add(identity.at(partition, beginning));
                positions.put(partition, beginning);
            } else if (stands < beginning) {
                skip(partition, stands, beginning);
                positions.put(partition, beginning);
            }
        }
        if (!fresh.isEmpty()) {
            store.follow(fresh);
        }
    }

    /** Kafka deletes old events of accounts by design; events of instances are never deleted, except by hand. */
    private void skip(LogPartition partition, long stands, long beginning) {
        if (partition.topic().equals(eventsTopic)) {
            throw new UnusableView("the view stands at offset " + stands + " of " + partition
                    + ", and the log begins only at " + beginning
                    + ": events were deleted before the view had them; run the rebuild command to begin there");
        }
        store.apply(new Batch(List.of(new PartitionBatch(partition, stands, beginning, List.of()))));
    }
}
