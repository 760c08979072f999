package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.ProviderReport;
import io.instancebus.command.state.AggregateCodec;
import io.instancebus.domain.Account;
import io.instancebus.domain.Accounts;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Decider;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Event;
import io.instancebus.domain.Input;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderType;
import io.instancebus.mapping.CommandMapping;
import io.instancebus.mapping.EventMapping;
import io.instancebus.mapping.ReportMapping;
import io.instancebus.mapping.UnusableReport;
import io.instancebus.projector.fold.Envelope;
import io.instancebus.projector.fold.EventBodies;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The way of a command or a report, from its bytes to the entries that a projector takes. */
final class WholeWay {
    static final LogPartition EVENTS = new LogPartition("instances.events", 0);
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final int BATCH = 2_000;

    private final Decider decider =
            new Decider(new Accounts(List.of(new Account("acc", ProviderType.SANDBOX, Policy.sandbox()))));
    private final AggregateCodec codec = new AggregateCodec();
    private final Map<String, Aggregate> instances = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private long refused;

    /** Decides as the command service does; null if the command becomes a dead letter. */
    @Nullable
    Aggregate command(InstanceCommand sent) {
        InstanceCommand avro = carried(sent);
        try {
            return take(avro.getInstanceId(), new Input.CommandReceived(CommandMapping.fromAvro(avro), false), NOW);
        } catch (InvalidCommand refusal) {
            return refuse(avro, refusal);
        }
    }

    private @Nullable Aggregate refuse(InstanceCommand avro, InvalidCommand refusal) {
        refused++;
        InstanceId instanceId;
        CommandId commandId;
        try {
            instanceId = new InstanceId(avro.getInstanceId());
            commandId = new CommandId(avro.getCommandId());
        } catch (InvalidCommand noIds) {
            return null;
        }
        Input refusing = new Input.CommandRefused(
                commandId,
                instanceId,
                avro.getActor(),
                avro.getCorrelationId(),
                CommandMapping.typeOf(avro),
                refusal.code(),
                String.valueOf(refusal.getMessage()),
                false);
        return take(instanceId.value(), refusing, NOW);
    }

    /** Decides as the command service does; false if the report becomes a dead letter. */
    boolean report(ProviderReport sent) {
        ProviderReport avro = carried(sent);
        try {
            take(avro.getInstanceId(), new Input.ReportReceived(ReportMapping.fromAvro(avro)), NOW);
            return true;
        } catch (UnusableReport unusable) {
            refused++;
            return false;
        }
    }

    void timePasses(String instanceId, Duration duration) {
        take(instanceId, new Input.TimePassed(), NOW.plus(duration));
    }

    /** Decodes as the projector does. */
    void account(AccountEvent sent) {
        AccountEvent avro = carried(sent);
        if (Envelope.problem(avro).isEmpty()) {
            entries.add(new Entry.OfAccount(entries.size(), avro));
        } else {
            refused++;
        }
    }

    private @Nullable Aggregate take(String id, Input input, Instant now) {
        Decision decision = decider.decide(instances.get(id), input, now);
        Aggregate next = decision.next();
        if (next != null) {
            // The stored aggregate must equal the decided one: the next decision reads it.
            Aggregate kept = codec.decode(codec.encode(next));
            assertThat(kept).isEqualTo(next);
            instances.put(id, kept);
        }
        decision.events().forEach(this::told);
        return next;
    }

    private void told(Event event) {
        InstanceEvent avro = carried(EventMapping.toAvro(event));
        assertThat(Envelope.problem(avro)).isEmpty();
        entries.add(new Entry.OfInstance(entries.size(), avro, EventBodies.text(avro)));
    }

    Aggregate.Live live(String id) {
        return (Aggregate.Live) Objects.requireNonNull(instances.get(id));
    }

    Map<String, Aggregate> instances() {
        return instances;
    }

    long refused() {
        return refused;
    }

    long events() {
        return entries.size();
    }

    List<Batch> batches() {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += BATCH) {
            int to = Math.min(entries.size(), from + BATCH);
            batches.add(new Batch(List.of(new PartitionBatch(EVENTS, from, to, entries.subList(from, to)))));
        }
        return batches;
    }

    /** Encodes and decodes, as the bus does. */
    @SuppressWarnings("unchecked")
    private static <T extends SpecificRecord> T carried(T datum) {
        SpecificData model = SpecificData.getForClass(datum.getClass());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<T>(datum.getSchema(), model).write(datum, encoder);
            var decoder = DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null);
            return (T) new SpecificDatumReader<T>(datum.getSchema(), datum.getSchema(), model).read(null, decoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
