package io.instancebus.client;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.schemas.consumer.HeldPartitions;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of the events topic, committed records only, and hands them to a listener until it is closed. It
 * belongs to no consumer group and stores no offsets: every subscription sees every event. While the schema registry is
 * unreachable, a partition whose next event needs it waits, and loses nothing.
 */
public final class Subscription implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Subscription.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final Consumer<String, byte[]> consumer;
    private final AvroCodec<InstanceEvent> codec;
    private final EventListener listener;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;

    private Subscription(
            Consumer<String, byte[]> consumer, AvroCodec<InstanceEvent> codec, EventListener listener, String topic) {
        this.consumer = consumer;
        this.codec = codec;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("instance-bus-" + topic).daemon().unstarted(this::run);
    }

    /**
     * When this returns, the positions are fixed: with LATEST, the subscription sees every event that is written from
     * then on.
     */
    static Subscription start(
            Consumer<String, byte[]> consumer,
            AvroCodec<InstanceEvent> codec,
            String topic,
            StartAt startAt,
            EventListener listener) {
        Subscription subscription = new Subscription(consumer, codec, listener, topic);
        try {
            position(consumer, topic, startAt);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        subscription.thread.start();
        return subscription;
    }

    private static void position(Consumer<String, byte[]> consumer, String topic, StartAt startAt) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("there is no topic " + topic);
        }
        consumer.assign(partitions);
        seek(consumer, partitions, startAt);
    }

    private static void seek(
            Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions, StartAt startAt) {
        switch (startAt) {
            case BEGINNING -> consumer.seekToBeginning(partitions);
            case LATEST -> consumer.seekToEnd(partitions);
        }
        // Seeking is lazy; the request for the position fixes it.
        partitions.forEach(consumer::position);
    }

    /**
     * Completes when the subscription has ended: normally after {@link #close}, else with the failure that ended it.
     */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    private void run() {
        try (consumer) {
            HeldPartitions held = new HeldPartitions(consumer);
            while (closing.getCount() > 0) {
                held.resumeDue();
                deliver(consumer.poll(POLL), held);
            }
            ended.complete(null);
        } catch (WakeupException e) {
            // close() woke the consumer: the requested end.
            ended.complete(null);
        } catch (RuntimeException | Error e) {
            log.atError().setCause(e).log("A subscription to events ended");
            ended.completeExceptionally(e);
        }
    }

    private void deliver(ConsumerRecords<String, byte[]> records, HeldPartitions held) {
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<String, byte[]>> fetched = records.records(partition);
            for (ConsumerRecord<String, byte[]> one : fetched) {
                if (closing.getCount() == 0) {
                    return;
                }
                try {
                    deliver(one, partition, held.waited(one));
                } catch (NotNow e) {
                    log.atWarn()
                            .addKeyValue("partition", partition)
                            .addKeyValue("reason", e.getMessage())
                            .log("Waiting for the schema registry");
                    held.hold(one, e.why, fetched, codec::askAhead);
                    break;
                }
            }
        }
    }

    private void deliver(ConsumerRecord<String, byte[]> one, TopicPartition partition, Duration waited) throws NotNow {
        InstanceEvent event;
        try {
            event = decode(one, waited);
        } catch (UndecodableRecord e) {
            String reason = String.valueOf(e.getMessage());
            log.atWarn()
                    .addKeyValue("topic", one.topic())
                    .addKeyValue("partition", one.partition())
                    .addKeyValue("offset", one.offset())
                    .addKeyValue("reason", reason)
                    .log("Passed over a record that cannot be decoded");
            listener.onUndecodable(partition, one.offset(), reason);
            return;
        }
        listener.onEvent(event);
    }

    /** The registry does not serve the schema of a record now. A listener cannot throw this. */
    private static final class NotNow extends Exception {
        private static final long serialVersionUID = 1L;

        private final RegistryUnavailable why;

        NotNow(RegistryUnavailable why) {
            super(why.getMessage(), why);
            this.why = why;
        }
    }

    private InstanceEvent decode(ConsumerRecord<String, byte[]> one, Duration waited) throws NotNow {
        if (one.value() == null) {
            throw new UndecodableRecord("The record has no value");
        }
        try {
            return codec.decode(one.value(), waited);
        } catch (RegistryUnavailable e) {
            throw new NotNow(e);
        }
    }

    /** Ends the subscription; returns when the listener will not be called any more, or after ten seconds. */
    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            if (!thread.join(CLOSE)) {
                log.atWarn().log("The listener of a subscription did not come back in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
