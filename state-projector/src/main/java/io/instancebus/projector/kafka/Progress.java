package io.instancebus.projector.kafka;

import io.instancebus.projector.store.LogPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The progress of the consumer, for any thread to read; the consumer's thread writes it. */
public final class Progress {
    /** The end of the log at the first look, for the partitions that have not reached it. */
    private final Map<LogPartition, Long> targets = new HashMap<>();

    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong setAside = new AtomicLong();
    private boolean aimed;
    private volatile boolean caughtUp;
    private volatile long lag = -1;
    private volatile @Nullable String problem;

    /** Whether the view has reached the end that the log had when the consumer got its partitions. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** The number of records, in the assigned partitions, that are not in the view; -1 while unknown. */
    public long lag() {
        return lag;
    }

    /** The number of events that this consumer has applied, including those that the view already had. */
    public long applied() {
        return applied.get();
    }

    /** The number of instances set aside since this consumer began. */
    public long setAside() {
        return setAside.get();
    }

    /** The current problems, for people; empty if there are none. */
    public List<String> problems() {
        String now = problem;
        return now == null ? List.of() : List.of(now);
    }

    void aim(Collection<LogPartition> partitions, EventLog eventLog) {
        if (!caughtUp) {
            targets.clear();
            targets.putAll(eventLog.committedEnds(partitions));
            aimed = true;
        }
    }

    void at(Consumer<byte[], byte[]> consumer) {
        Set<TopicPartition> assigned = consumer.assignment();
        long behind = 0;
        for (TopicPartition partition : assigned) {
            long position = consumer.position(partition);
            Long target = targets.get(EventLog.log(partition));
            if (target != null && position >= target) {
                targets.remove(EventLog.log(partition));
            }
            behind += consumer.currentLag(partition).orElse(target == null ? 0 : Math.max(0, target - position));
        }
        lag = behind;
        problem = null;
        if (aimed && targets.isEmpty() && assignedOnce(consumer)) {
            caughtUp = true;
        }
    }

    /** Only the lag is known while a batch is being written. */
    void behind(Consumer<byte[], byte[]> consumer, int beingWritten) {
        long behind = beingWritten;
        for (TopicPartition partition : consumer.assignment()) {
            behind += consumer.currentLag(partition).orElse(0);
        }
        lag = behind;
    }

    private static boolean assignedOnce(Consumer<byte[], byte[]> consumer) {
        return consumer.subscription().isEmpty() || consumer.groupMetadata().generationId() >= 0;
    }

    void applied(int events) {
        applied.addAndGet(events);
        problem = null;
    }

    void setAside(int instances) {
        setAside.addAndGet(instances);
    }

    void problem(String words) {
        problem = words;
    }
}
