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

/** How far the follower is, for any thread to look at; written by the follower's. */
public final class Progress {
    /** Where the log ended when we first looked, for the partitions that have not got there. */
    private final Map<LogPartition, Long> targets = new HashMap<>();

    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong setAside = new AtomicLong();
    private boolean aimed;
    private volatile boolean caughtUp;
    private volatile long lag = -1;
    private volatile @Nullable String problem;

    /** Whether the view has been complete, as of the time when the follower came to its partitions. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** How many records of its partitions are not in the view; -1 while not known. */
    public long lag() {
        return lag;
    }

    /** How many events this follower has put into the view, those included that it had already. */
    public long applied() {
        return applied.get();
    }

    /** How many instances were set aside since this follower began. */
    public long setAside() {
        return setAside.get();
    }

    /** What is wrong, in words; empty when nothing is. */
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

    private static boolean assignedOnce(Consumer<byte[], byte[]> consumer) {
        return consumer.subscription().isEmpty() || consumer.groupMetadata().generationId() >= 0;
    }

    void applied(int events) {
        applied.addAndGet(events);
    }

    void setAside(int instances) {
        setAside.addAndGet(instances);
    }

    void problem(String words) {
        problem = words;
    }
}
