package io.instancebus.command.topology;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.command.state.Arrival;
import io.instancebus.command.state.CommandIds;
import io.instancebus.command.state.DueIndex;
import io.instancebus.command.state.Instances;
import io.instancebus.command.state.Stores;
import io.instancebus.command.state.WaitingRecords;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.schemas.consumer.DeadLetter;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaPending;
import io.instancebus.schemas.serde.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a step for each record and for each instance that is due, then writes its outcome. One per partition. */
final class InstanceProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    /** The maximum number of steps per alarm, so that records and heartbeats are processed in between. */
    static final int BATCH = 500;

    /** The longest value with its key and headers; a longer record would not fit into another topic. */
    private static final int MAX_BYTES = WireFormat.MAX_BYTES + (32 << 10);

    private static final Logger log = LoggerFactory.getLogger(InstanceProcessor.class);
    private static final Duration AFTER_BUG = Duration.ofSeconds(60);
    private static final Duration PENDING = Duration.ofMillis(500);
    /** The maximum time of successive registry requests, so that other records are processed in between. */
    private static final long ASKING_NANOS = Duration.ofMillis(200).toNanos();

    private static final int LONGEST_KEY = 64;
    private static final Duration STILL_DUE = Duration.ofSeconds(1);

    private final Parts parts;
    private @Nullable PartitionState partition;

    InstanceProcessor(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> context) {
        PartitionState fresh = new PartitionState(context);
        fresh.setAlarm(now());
        partition = fresh;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Objects.requireNonNull(partition).process(record);
    }

    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The state of the partition, which exists after Kafka has assigned the stores. */
    private final class PartitionState {
        private final ProcessorContext<byte[], Outgoing> context;
        private final Instances instances;
        private final CommandIds ids;
        private final DueIndex due;
        private final Timers timers;
        private final WaitingRecords waiting;
        private final RegistryGate gate = new RegistryGate();
        /** When to retry records whose schema the registry does not serve yet. */
        private Instant askAgainAt = Instant.MIN;

        private final GatedCodec<InstanceCommand> commands;
        private final AskedAhead askedAhead = new AskedAhead();
        private final Step step;
        private final GuardedSteps steps;
        private final InputDeadLetters deadLetters;
        private final Alarm alarm;
        private final Commits commits;

        PartitionState(ProcessorContext<byte[], Outgoing> context) {
            this.context = context;
            this.instances =
                    new Instances(context.getStateStore(Stores.INSTANCES), parts.states(), parts.inMemoryEach());
            WindowStore<byte[], byte[]> idStore = context.getStateStore(Stores.COMMAND_IDS);
            this.ids = new CommandIds(idStore);
            this.due = new DueIndex();
            this.timers = new Timers(
                    parts.unread(), parts.topics().reports(), context.taskId().partition());
            instances.forEachDue(due::set);
            this.waiting = new WaitingRecords(context.getStateStore(Stores.WAITING));
            waiting.forEach(askedAhead::add);
            this.commands = new GatedCodec<>(parts.commands(), gate);
            this.step = new Step(parts.rule(), instances, parts.states(), parts.outputs());
            this.deadLetters = new InputDeadLetters(parts.topics(), reader());
            this.steps = new GuardedSteps(
                    commands, new GatedCodec<>(parts.reports(), gate), ids, step, parts.outputs(), deadLetters);
            this.alarm = new Alarm(context, parts.alarms(), this::ring);
            this.commits = new Commits(context, parts.pace());
        }

        private DeadLetter.Reader reader() {
            Object member =
                    context.appConfigs().get(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
            return new DeadLetter.Reader(context.applicationId(), member == null ? null : member.toString());
        }

        void process(Record<byte[], byte[]> record) {
            Instant now = now();
            Arrival arrival = arrival(record, now);
            if (arrival.topic().equals(parts.topics().commands())) {
                ids.appended(Instant.ofEpochMilli(arrival.timestamp()));
            }
            byte[] key = arrival.key();
            if (arrival.size() > MAX_BYTES) {
                write(Outcome.of(deadLetters.withheld(arrival, "too long", arrival.size() + " bytes")), now);
            } else if (key == null) {
                write(Outcome.of(deadLetters.unread(arrival, "the record has no key; it must be its instanceId")), now);
            } else if (!parts.placement().isRight(key, arrival.partition())) {
                write(Outcome.of(new Outgoing(arrival.topic(), key, arrival.value(), arrival.headers())), now);
            } else if (waiting.holds(key)) {
                waiting.add(arrival);
                askedAhead.add(arrival);
            } else {
                takeOrWait(arrival, now);
            }
            commits.written(Instant.ofEpochMilli(record.timestamp()), now);
            setAlarm(now);
        }

        private Arrival arrival(Record<byte[], byte[]> record, Instant now) {
            RecordMetadata metadata = context.recordMetadata().orElseThrow();
            return new Arrival(
                    metadata.topic(),
                    metadata.partition(),
                    metadata.offset(),
                    record.timestamp(),
                    record.headers(),
                    record.key(),
                    record.value(),
                    now.toEpochMilli());
        }

        private void takeOrWait(Arrival arrival, Instant now) {
            try {
                write(take(arrival, Duration.ZERO, now), now);
            } catch (RegistryUnavailable e) {
                waitFor(e, arrival, now);
            }
        }

        /** A record whose key is no instanceId becomes a dead letter, whatever its value is, so it does not wait. */
        private void waitFor(RegistryUnavailable why, Arrival arrival, Instant now) {
            if (!isInstanceId(arrival.key())) {
                write(Outcome.of(deadLetters.unread(arrival, "the record's key is not an instanceId")), now);
                return;
            }
            waiting.add(arrival);
            waiting.registryWasAway(gate.lastAway());
            if (why instanceof SchemaPending) {
                askAgainAt = now.plus(PENDING);
                log.atWarn()
                        .addKeyValue("record", arrival)
                        .addKeyValue("reason", why.getMessage())
                        .log("A record waits for its schema");
            }
        }

        private static boolean isInstanceId(byte @Nullable [] key) {
            if (key == null || key.length > LONGEST_KEY) {
                return false;
            }
            try {
                InstanceId ignored = new InstanceId(new String(key, StandardCharsets.UTF_8));
                return true;
            } catch (InvalidCommand e) {
                return false;
            }
        }

        private Outcome take(Arrival arrival, Duration waited, Instant now) {
            return arrival.topic().equals(parts.topics().reports())
                    ? steps.report(arrival, waited, now)
                    : steps.command(arrival, waited, now);
        }

        private void ring() {
            Instant now = now();
            List<DueIndex.Due> entries = due.upTo(timers.ringing(now), BATCH);
            entries.forEach(entry -> timePassed(entry, now));
            if (!waiting.isEmpty() && !gate.closed(now) && !now.isBefore(askAgainAt)) {
                retry(now);
                waiting.registryWasAway(gate.lastAway());
            }
            if (!entries.isEmpty()) {
                commits.written(entries.getFirst().at(), now);
            }
            commits.askIfTime(now);
            setAlarm(now);
        }

        private void timePassed(DueIndex.Due entry, Instant now) {
            try {
                Outcome outcome = step.takeTime(entry.id(), now);
                if (outcome == null) {
                    due.set(entry.id(), null);
                } else {
                    write(outcome, now);
                    postponeIfStillDue(outcome.change(), now);
                }
            } catch (RuntimeException e) {
                Failures.rethrowUnlessBug(e);
                log.atError()
                        .addKeyValue("instanceId", entry.id())
                        .setCause(Failures.withoutWords(e))
                        .log("A bug: an instance that is due could not be decided; it is tried again later");
                due.set(entry.id(), now.plus(AFTER_BUG));
            }
        }

        /**
         * An instance that is still due after its step is due again only after a pause, so that the alarm does not
         * loop.
         */
        private void postponeIfStillDue(Outcome.@Nullable Change change, Instant now) {
            if (change != null && change.dueAfter() != null && change.dueAfter().equals(change.dueBefore())) {
                due.set(change.id(), now.plus(STILL_DUE));
            }
        }

        /** Retries the oldest record of each key in turn, so that a record that must still wait delays no other key. */
        private void retry(Instant now) {
            long until = System.nanoTime() + ASKING_NANOS;
            int pending = 0;
            for (int i = 0; i < BATCH && pending < waiting.keys() && System.nanoTime() - until < 0; i++) {
                WaitingRecords.Place place = waiting.next();
                try {
                    write(take(place.arrival(), waiting.waited(place.arrival(), now), now), now);
                    waiting.remove(place);
                } catch (SchemaPending e) {
                    waiting.passOver(place);
                    pending++;
                } catch (RegistryUnavailable e) {
                    log.atDebug().addKeyValue("record", place.arrival()).log("A record still waits");
                    return;
                }
            }
            askAgainAt = pending == 0 ? now : now.plus(PENDING);
            askAhead(now, until);
        }

        private void askAhead(Instant now, long until) {
            try {
                boolean more = true;
                while (more && System.nanoTime() - until < 0) {
                    more = askedAhead.next(schema -> commands.askAhead(schema, now));
                }
            } catch (RegistryUnavailable e) {
                log.atDebug().addKeyValue("reason", e.getMessage()).log("The registry went away meanwhile");
            }
        }

        private void write(Outcome outcome, Instant now) {
            if (outcome.change() != null) {
                write(outcome.change());
            }
            if (outcome.remembered() != null) {
                ids.add(outcome.remembered().instanceId(), outcome.remembered().commandId());
            }
            outcome.records()
                    .forEach(out -> context.forward(new Record<>(out.key(), out, now.toEpochMilli(), out.headers())));
        }

        private void write(Outcome.Change change) {
            if (change.changed()) {
                instances.put(change.id(), change.kept());
            }
            due.set(change.id(), change.dueAfter());
        }

        void setAlarm(Instant now) {
            alarm.set(timers.next(due.earliest()), now);
            alarm.set(commits.wanted(), now);
            if (!waiting.isEmpty()) {
                alarm.set(gate.retryAt().isAfter(askAgainAt) ? gate.retryAt() : askAgainAt, now);
            }
        }
    }
}
