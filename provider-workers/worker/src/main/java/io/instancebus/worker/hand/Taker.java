package io.instancebus.worker.hand;

import io.instancebus.avro.ProviderTask;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaPending;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import io.instancebus.worker.report.TracedReport;
import io.instancebus.worker.report.WorkerDeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of a hand's members of the share group: takes records in batches, passes each to the handlers, and acknowledges
 * settled ones. It takes at most as many as it has reserved slots for, and no record ends it.
 */
final class Taker implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Taker.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** The part of the lock that is left for the handlers after decisions on the polling thread. */
    private static final Duration RESERVE = Duration.ofSeconds(8);

    private final HandSettings settings;
    private final Supplier<ShareConsumer<byte[], byte[]>> consumers;
    private final TaskDecoder decoder;
    private final Handlers handlers;
    private final Reporter reporter;
    private final WorkerDeadLetters deadLetters;
    private final BrokerPresence broker;
    private final Clocks clocks;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private volatile boolean closing;
    private volatile Optional<String> awaited = Optional.empty();
    private volatile Optional<ShareConsumer<byte[], byte[]>> current = Optional.empty();
    /** The slots that are reserved and not used yet. */
    private int reserved;
    /** A value that could not be decoded while the registry was away; nothing is taken until it can be decoded. */
    private Optional<byte[]> probe = Optional.empty();

    Taker(
            HandSettings settings,
            Supplier<ShareConsumer<byte[], byte[]>> consumers,
            AvroCodec<ProviderTask> codec,
            Handlers handlers,
            Reporter reporter,
            WorkerDeadLetters deadLetters,
            BrokerPresence broker,
            Clocks clocks) {
        this.settings = settings;
        this.consumers = consumers;
        this.decoder = new TaskDecoder(codec);
        this.handlers = handlers;
        this.reporter = reporter;
        this.deadLetters = deadLetters;
        this.broker = broker;
        this.clocks = clocks;
    }

    /** What it waits for before it takes records, for operators. */
    Optional<String> awaited() {
        return awaited;
    }

    /** Makes {@link #run} return soon: what was not begun is released. */
    void stop() {
        closing = true;
        current.ifPresent(Taker::wake);
    }

    @Override
    public void run() {
        while (!closing) {
            try {
                workWith(consumers.get());
            } catch (WakeupException e) {
                log.atDebug().log("Woken to close");
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("group", settings.group())
                        .setCause(e)
                        .log("A hand's consumer failed; creating another");
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void workWith(ShareConsumer<byte[], byte[]> consumer) throws InterruptedException {
        try (consumer) {
            current = Optional.of(consumer);
            consumer.setAcknowledgementCommitCallback((offsets, problem) -> {
                if (problem != null) {
                    log.atWarn()
                            .addKeyValue("offsets", offsets)
                            .addKeyValue("problem", problem.toString())
                            .log("Acknowledgements were not taken; the tasks will be delivered again");
                }
            });
            consumer.subscribe(List.of(settings.topic()));
            SteadyTime heard = clocks.steady().now();
            while (!closing) {
                awaitRegistry();
                if (takeIfRoom(consumer)) {
                    heard = clocks.steady().now();
                } else if (heard.plus(BrokerPresence.QUIET)
                        .isBefore(clocks.steady().now())) {
                    if (!broker.serves(settings.group())) {
                        rest(consumer);
                        return;
                    }
                    heard = clocks.steady().now();
                }
            }
        } finally {
            current = Optional.empty();
        }
    }

    /** Waits without a consumer until a broker serves the group. */
    private void rest(ShareConsumer<byte[], byte[]> consumer) throws InterruptedException {
        log.atWarn().addKeyValue("group", settings.group()).log("No broker serves the group; resting until one does");
        awaited = Optional.of("no broker serves the group " + settings.group());
        consumer.close(PAUSE);
        while (!closing && !broker.serves(settings.group())) {
            pause();
        }
        awaited = Optional.empty();
        if (!closing) {
            log.atInfo().addKeyValue("group", settings.group()).log("A broker serves the group again");
        }
    }

    /** Whether records were taken; they are settled then. */
    private boolean takeIfRoom(ShareConsumer<byte[], byte[]> consumer) throws InterruptedException {
        if (!handlers.reserve(settings.batch(), POLL)) {
            log.atDebug().addKeyValue("group", settings.group()).log("No free slots");
            return false;
        }
        reserved = settings.batch();
        try {
            return !closing && take(consumer);
        } finally {
            giveBackReserved();
        }
    }

    private void giveBackReserved() {
        handlers.giveBack(reserved);
        reserved = 0;
    }

    private boolean take(ShareConsumer<byte[], byte[]> consumer) throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        SteadyTime receivedAt = clocks.steady().now();
        List<ConsumerRecord<byte[], byte[]>> open = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> pending = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            open.add(record);
            try {
                begin(record, receivedAt);
            } catch (SchemaPending e) {
                pending.add(record);
            }
        }
        pending.forEach(record -> beginWhenServed(record, receivedAt));
        giveBackReserved();
        settle(consumer, open, receivedAt.plus(settings.lock()));
        return !records.isEmpty();
    }

    /**
     * Waits for the schema while records with other schemas proceed. A record that waits longer than its lock is
     * delivered again.
     */
    private void beginWhenServed(ConsumerRecord<byte[], byte[]> record, SteadyTime receivedAt) {
        SteadyTime until = receivedAt.plus(settings.lock()).minus(RESERVE);
        while (!closing && clocks.steady().now().isBefore(until)) {
            try {
                begin(record, receivedAt);
                return;
            } catch (SchemaPending e) {
                log.atWarn()
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("problem", e.getMessage())
                        .log("A task waits for its schema");
                pause();
            }
        }
        acknowledgements.add(record, AcknowledgeType.RELEASE);
    }

    /** @throws SchemaPending if the record must be retried soon */
    private void begin(ConsumerRecord<byte[], byte[]> record, SteadyTime receivedAt) {
        SteadyTime until = receivedAt.plus(settings.lock()).minus(RESERVE);
        Optional<TaskDecoder.Decoded> decoded = closing ? Optional.empty() : decode(record, until);
        if (decoded.isEmpty()) {
            acknowledgements.add(record, AcknowledgeType.RELEASE);
            return;
        }
        try {
            switch (decoded.get()) {
                case TaskDecoder.Understood understood ->
                    handle(new HeldRecord(
                            record, understood.task(), receivedAt, receivedAt.plus(settings.lock()), acknowledgements));
                case TaskDecoder.Refused refused -> {
                    TraceParent trace = TraceParent.from(record.headers()).orElse(null);
                    reporter.report(refused.account(), new TracedReport(refused.report(), trace), until);
                    acknowledgements.add(record, AcknowledgeType.ACCEPT);
                }
                case TaskDecoder.Undecodable undecodable -> {
                    deadLetters.send(record, undecodable.reason(), until);
                    acknowledgements.add(record, AcknowledgeType.REJECT);
                }
            }
        } catch (NotReported e) {
            log.atError()
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("An invalid task could not be" + " reported");
            acknowledgements.add(record, AcknowledgeType.RELEASE);
        }
    }

    private void handle(Delivery delivery) {
        reserved--;
        handlers.handle(delivery);
    }

    /** The decoded task; empty if the registry is away for longer than the record can be held. */
    private Optional<TaskDecoder.Decoded> decode(ConsumerRecord<byte[], byte[]> record, SteadyTime until) {
        while (probe.isEmpty() && !closing) {
            try {
                return Optional.of(decoder.decode(record.value(), age(record)));
            } catch (SchemaPending e) {
                throw e;
            } catch (RegistryUnavailable e) {
                log.atWarn().addKeyValue("problem", e.getMessage()).log("The schema registry is away; waiting");
                if (!clocks.steady().now().plus(PAUSE).isBefore(until)) {
                    probe = Optional.ofNullable(record.value());
                }
                pause();
            }
        }
        return Optional.empty();
    }

    /**
     * The record's age by the broker's clock, because other hands may have had it before, and each hand takes only a
     * few at a time.
     */
    private Duration age(ConsumerRecord<byte[], byte[]> record) {
        return Duration.between(
                Instant.ofEpochMilli(record.timestamp()), clocks.wall().instant());
    }

    private void awaitRegistry() {
        while (probe.isPresent() && !closing) {
            try {
                TaskDecoder.Decoded ignored = decoder.decode(probe.get(), Duration.ZERO);
                probe = Optional.empty();
            } catch (SchemaPending e) {
                // The registry is back; the record is delivered again.
                probe = Optional.empty();
            } catch (RegistryUnavailable e) {
                awaited = Optional.of("the schema registry does not answer");
                pause();
            }
        }
        awaited = Optional.empty();
    }

    /** Acknowledges records as they are settled; all must be acknowledged before the consumer returns more. */
    private void settle(
            ShareConsumer<byte[], byte[]> consumer, List<ConsumerRecord<byte[], byte[]>> open, SteadyTime lockEnd)
            throws InterruptedException {
        while (!open.isEmpty()) {
            List<Acknowledgements.Acknowledgement> settled = acknowledgements.await(POLL.toMillis());
            for (Acknowledgements.Acknowledgement each : settled) {
                // The handler may still settle a record that was given up.
                if (open.remove(each.record())) {
                    consumer.acknowledge(each.record(), each.type());
                }
            }
            if (clocks.steady().now().isAfter(lockEnd)) {
                open.forEach(record -> giveUp(consumer, record));
                open.clear();
            }
            if (!settled.isEmpty()) {
                consumer.commitAsync();
            }
        }
    }

    private static void giveUp(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {
        log.atError().addKeyValue("offset", record.offset()).log("A task was held longer than its lock");
        consumer.acknowledge(record, AcknowledgeType.RELEASE);
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private static void wake(ShareConsumer<byte[], byte[]> consumer) {
        try {
            consumer.wakeup();
        } catch (KafkaException e) {
            log.atDebug().setCause(e).log("The consumer was closing already");
        }
    }
}
