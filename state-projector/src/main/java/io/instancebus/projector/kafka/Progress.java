package io.instancebus.projector.kafka;

import io.instancebus.projector.store.LogPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far the follower is, for any thread to look at; written by the follower's. */
public final class Progress {
    /** Where the log ended when we first looked, for the partitions that have not got there. */
    private final Map<LogPartition, Long> targets = new HashMap<>();

    private final Map<LogPartition, String> stopped = new ConcurrentSkipListMap<>();
    private final AtomicLong applied = new AtomicLong();
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

    /** What is wrong, in words; empty when nothing is. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        new TreeMap<>(stopped).forEach((partition, why) -> problems.add(partition + " is stopped: " + why));
        String now = problem;
        if (now != null) {
            problems.add(now);
        }
        return List.copyOf(problems);
    }

    /** Whether a partition cannot go on. */
    public boolean anyStopped() {
        return !stopped.isEmpty();
    }

    void aim(Collection<LogPartition> partitions, EventLog eventLog) {
        if (!caughtUp) {
            targets.clear();
            targets.putAll(eventLog.committedEnds(partitions));
            aimed = true;
        }
        stopped.keySet().retainAll(Set.copyOf(partitions));
    }

    void at(Consumer<byte[], byte[]> consumer, boolean going) {
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
        if (aimed && going && targets.isEmpty() && assignedOnce(consumer)) {
            caughtUp = true;
        }
    }

    private static boolean assignedOnce(Consumer<byte[], byte[]> consumer) {
        return consumer.subscription().isEmpty() || consumer.groupMetadata().generationId() >= 0;
    }

    void applied(int events) {
        applied.addAndGet(events);
    }

    void stopped(LogPartition partition, String why) {
        stopped.put(partition, why);
    }

    void problem(String words) {
        problem = words;
    }
}
