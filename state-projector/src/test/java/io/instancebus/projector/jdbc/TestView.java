package io.instancebus.projector.jdbc;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.projector.fold.EventBodies;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import io.instancebus.projector.store.Position;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventFilter;
import io.instancebus.view.EventRow;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Helpers for tests of a view. */
public final class TestView {
    public static final LogPartition PARTITION = new LogPartition("instances.events", 0);

    private TestView() {}

    public static Position beginning(LogPartition partition) {
        return new Position(partition, 0, "cluster", "topic-id");
    }

    /** Events at consecutive offsets. */
    public static Batch batch(long from, List<InstanceEvent> events) {
        List<Entry> entries = new ArrayList<>();
        for (InstanceEvent event : events) {
            entries.add(new Entry.OfInstance(from + entries.size(), event, EventBodies.text(event)));
        }
        return new Batch(List.of(new PartitionBatch(PARTITION, from, from + events.size(), entries)));
    }

    public static long standing(ViewStore store) {
        return store.positions().stream()
                .filter(position -> position.partition().equals(PARTITION))
                .mapToLong(Position::nextOffset)
                .findFirst()
                .orElseThrow();
    }

    public static List<InstanceRow> instances(View view, InstanceFilter filter, int limit) {
        List<InstanceRow> all = new ArrayList<>();
        String cursor = null;
        do {
            Page<InstanceRow> page = view.instances(filter, new PageRequest(cursor, limit));
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return all;
    }

    public static List<EventRow> events(View view, EventFilter filter, int limit) {
        List<EventRow> all = new ArrayList<>();
        String cursor = null;
        do {
            Page<EventRow> page = view.events(filter, new PageRequest(cursor, limit));
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return all;
    }

    /** Everything that a reader can see, except positions, which may have gaps. */
    public static List<Object> everything(View view) {
        List<Object> everything = new ArrayList<>(instances(view, InstanceFilter.ALL, 500));
        TreeSet<String> commands = new TreeSet<>();
        for (EventRow row : events(view, new EventFilter(null, null, null), 500)) {
            everything.add(withoutPosition(row));
            if (row.commandId() != null) {
                commands.add(row.commandId());
            }
        }
        for (String command : commands) {
            List<CommandRow> rows = view.command(command);
            everything.addAll(rows);
        }
        view.accounts()
                .forEach(row -> everything.add(row.account() + row.staleSince() + row.staleReason() + row.catalogue()));
        return everything;
    }

    private static EventRow withoutPosition(EventRow row) {
        return new EventRow(
                0,
                row.eventId(),
                row.instanceId(),
                row.sequence(),
                row.type(),
                row.occurredAt(),
                row.recordedAt(),
                row.account(),
                row.provider(),
                row.actor(),
                row.commandId(),
                row.correlationId(),
                row.causationId(),
                row.body());
    }
}
