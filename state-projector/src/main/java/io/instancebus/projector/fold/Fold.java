package io.instancebus.projector.fold;

import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceDetailsChanged;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import io.instancebus.projector.store.SetAside;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Folds events into as few row changes as possible. An event that the view already has changes nothing. An instance
 * with an event that does not follow its predecessor is set aside; the others go on.
 */
public final class Fold {
    private record CommandKey(String commandId, String instanceId) implements Comparable<CommandKey> {
        @Override
        public int compareTo(CommandKey other) {
            int byCommand = commandId.compareTo(other.commandId);
            return byCommand == 0 ? instanceId.compareTo(other.instanceId) : byCommand;
        }
    }

    private final Map<String, Long> versions;
    private final Set<String> rejections;
    private final Map<String, InstanceChange> instances = new HashMap<>();
    /** The last details of each instance that has some. They become columns at the end, once. */
    private final Map<String, InstanceDetails> details = new HashMap<>();

    private final Map<CommandKey, CommandChange> commands = new HashMap<>();
    private final Map<String, AccountChange> accounts = new TreeMap<>();
    private final List<HistoryRow> events = new ArrayList<>();
    private final List<SetAside> setAside = new ArrayList<>();
    private final Set<String> aside;
    private final Map<String, Long> passedOver = new TreeMap<>();

    private Fold(Known known) {
        versions = known.versions();
        rejections = new HashSet<>(known.rejections());
        aside = new HashSet<>(known.setAside());
    }

    public static Folded of(Batch batch, Known known) {
        Fold fold = new Fold(known);
        for (PartitionBatch part : batch.partitions()) {
            for (Entry entry : part.entries()) {
                fold.take(part.partition(), entry);
            }
        }
        return new Folded(
                fold.instances(),
                List.copyOf(new TreeMap<>(fold.commands).values()),
                List.copyOf(fold.accounts.values()),
                fold.events,
                fold.setAside,
                fold.passedOver);
    }

    private List<InstanceChange> instances() {
        details.forEach(
                (id, last) -> instances.computeIfPresent(id, (_, change) -> change.with(DetailColumns.of(last))));
        return List.copyOf(new TreeMap<>(instances).values());
    }

    private void take(LogPartition partition, Entry entry) {
        switch (entry) {
            case Entry.OfAccount account ->
                AccountChange.of(account.event()).ifPresent(change -> accounts.put(key(change), change));
            case Entry.OfInstance instance -> take(partition, instance.offset(), instance.event(), instance.body());
        }
    }

    private static String key(AccountChange change) {
        return change.account() + "\0" + change.getClass().getSimpleName();
    }

    private void take(LogPartition partition, long offset, InstanceEvent event, String text) {
        long sequence = event.getSequence();
        String id = event.getInstanceId();
        if (sequence == 0) {
            if (rejections.add(event.getEventId())) {
                record(event, EventBodies.of(event, event.getType()), text);
            }
            return;
        }
        long version = version(id);
        if (sequence <= version) {
            return;
        }
        if (sequence > version + 1 && aside.add(id)) {
            setAside.add(SetAside.gap(id, partition, offset, version, sequence));
        }
        if (aside.contains(id)) {
            passedOver.merge(id, 1L, Long::sum);
            return;
        }
        IndexedRecord body = EventBodies.of(event, event.getType());
        InstanceChange before = instances.get(id);
        instances.put(id, (before == null ? InstanceChange.none(event) : before).and(event, body));
        if (body instanceof InstanceDetailsChanged changed) {
            details.put(id, changed.getDetails());
        }
        record(event, body, text);
    }

    private long version(String instanceId) {
        InstanceChange change = instances.get(instanceId);
        return change == null ? versions.getOrDefault(instanceId, 0L) : change.version();
    }

    private void record(InstanceEvent event, @Nullable IndexedRecord body, String text) {
        events.add(HistoryRow.of(event, text));
        CommandChange.of(event, body, text)
                .ifPresent(change -> commands.merge(
                        new CommandKey(change.commandId(), change.instanceId()), change, CommandChange::and));
    }
}
