package io.instancebus.projector.jdbc;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.fuzzing.FuzzTarget;
import io.instancebus.fuzzing.RecordInputs;
import io.instancebus.projector.Events;
import io.instancebus.projector.fold.Envelope;
import io.instancebus.projector.fold.EventBodies;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.BatchOutcome;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.PartitionBatch;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.view.EventFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.jdbc.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Arbitrary bytes as an event are undecodable, have a refused envelope, or enter a view in SQLite: then their instance
 * is shown or set aside. An event of another instance in the same batch is always shown.
 */
public final class ViewFuzzer implements FuzzTarget {
    private static final String OTHER = "another-instance";
    /** The number of batches after which a new view is used, since a larger view is slower. */
    private static final int BATCHES_PER_VIEW = 2_000;

    private static final Topics TOPICS = Topics.withoutPrefix();

    private final RecordInputs inputs = new RecordInputs(List.of(
            new RecordInputs.Kind(TOPICS.events(), InstanceEvent.SCHEMA$),
            new RecordInputs.Kind(TOPICS.accountEvents(), AccountEvent.SCHEMA$)));
    private final SchemaRegistryClient registry =
            SchemaRegistryClient.from(Map.of("schema.registry.url", inputs.registryUrl()));
    private final AvroCodec<InstanceEvent> events = new AvroCodec<>(InstanceEvent.class, TOPICS.events(), registry);
    private final AvroCodec<AccountEvent> accounts =
            new AvroCodec<>(AccountEvent.class, TOPICS.accountEvents(), registry);
    private final ViewStore store;
    private final View view;
    private long offset;

    public ViewFuzzer() throws IOException {
        ViewConfig config = ViewConfig.sqlite(Files.createTempDirectory("fuzz").resolve("view.db"));
        store = ViewStores.open(config);
        view = Views.open(config);
        begin();
    }

    private void begin() {
        store.reset();
        store.follow(List.of(TestView.beginning(TestView.PARTITION)));
        offset = 0;
    }

    @Override
    public List<byte[]> seeds() {
        return inputs.seeds();
    }

    @Override
    public void read(byte[] input) {
        try {
            entry(input).ifPresent(this::apply);
        } catch (UndecodableRecord e) {
            // An answer event.
        }
    }

    private Optional<Entry> entry(byte[] input) {
        byte[] value = inputs.value(input);
        if (inputs.kind(input) == 1) {
            AccountEvent event = accounts.decode(value);
            return Envelope.problem(event).isPresent()
                    ? Optional.empty()
                    : Optional.of(new Entry.OfAccount(offset, event));
        }
        InstanceEvent event = events.decode(value);
        if (Envelope.problem(event).isPresent() || event.getInstanceId().equals(OTHER)) {
            return Optional.empty();
        }
        if (event.getSequence() > 0) {
            // Numbered as the command service does; otherwise nearly all would be repetitions and gaps.
            event.setSequence(version(event.getInstanceId()) + 1);
        }
        return Optional.of(new Entry.OfInstance(offset, event, EventBodies.text(event)));
    }

    private void apply(Entry entry) {
        long next = offset / 2 + 1;
        InstanceEvent other = Events.details(OTHER, next, Events.full("name", Map.of()));
        Entry after = new Entry.OfInstance(offset + 1, other, EventBodies.text(other));
        BatchOutcome outcome = store.apply(
                new Batch(List.of(new PartitionBatch(TestView.PARTITION, offset, offset + 2, List.of(entry, after)))));
        offset += 2;
        if (!(outcome instanceof BatchOutcome.Applied) || version(OTHER) != next) {
            throw new AssertionError("another instance has version " + version(OTHER) + " instead of " + next);
        }
        show(entry);
        if (next == BATCHES_PER_VIEW) {
            begin();
        }
    }

    private long version(String instanceId) {
        return view.instance(instanceId).map(InstanceRow::version).orElse(0L);
    }

    private void show(Entry entry) {
        switch (entry) {
            case Entry.OfAccount account -> view.accounts();
            case Entry.OfInstance(long _, InstanceEvent event, String _) -> {
                var unused = view.events(
                        new EventFilter(event.getInstanceId(), null, null), new PageRequest(null, View.LARGEST_PAGE));
                if (event.getCommandId() != null) {
                    view.command(event.getCommandId());
                }
            }
        }
    }
}
