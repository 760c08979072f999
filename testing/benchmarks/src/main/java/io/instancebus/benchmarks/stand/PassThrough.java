package io.instancebus.benchmarks.stand;

import io.instancebus.command.CommandServiceConfig;
import io.instancebus.command.StreamsSettings;
import io.instancebus.schemas.BusConnection;
import java.time.Duration;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The minimal exactly-once work of Kafka Streams with the command service's settings: it copies bytes from the topic of
 * commands to the topic of events, without a store, and commits as soon after a record as the command service.
 */
public final class PassThrough implements AutoCloseable {
    private static final Duration COMMITS_APART = Duration.ofMillis(10);
    private static final Duration BEHIND = Duration.ofMillis(150);

    private final KafkaStreams streams;

    private PassThrough(KafkaStreams streams) {
        this.streams = streams;
    }

    /** @param copies the number of records for each command */
    public static PassThrough start(BusConnection bus, CommandServiceConfig config, int copies) {
        Topology topology = new Topology();
        topology.addSource(
                "in",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                Broker.topics(bus).commands());
        topology.addProcessor("pass", () -> new Pass(copies), "in");
        topology.addSink(
                "out", Broker.topics(bus).events(), new ByteArraySerializer(), new ByteArraySerializer(), "pass");
        KafkaStreams streams = new KafkaStreams(topology, StreamsSettings.of(config));
        streams.start();
        PassThrough pass = new PassThrough(streams);
        while (streams.state() != KafkaStreams.State.RUNNING) {
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
        return pass;
    }

    private static final class Pass implements Processor<byte[], byte[], byte[], byte[]> {
        private final int copies;
        private @Nullable ProcessorContext<byte[], byte[]> context;
        private long committed;
        private boolean wanted;

        Pass(int copies) {
            this.copies = copies;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> given) {
            context = given;
            given.schedule(COMMITS_APART, PunctuationType.WALL_CLOCK_TIME, now -> commitIfTime(given, now));
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            ProcessorContext<byte[], byte[]> to = java.util.Objects.requireNonNull(context);
            for (int copy = 0; copy < copies; copy++) {
                to.forward(record);
            }
            long now = System.currentTimeMillis();
            // A stream with a backlog commits at the commit interval, as the command service does.
            wanted = record.timestamp() + BEHIND.toMillis() >= now;
            commitIfTime(to, now);
        }

        private void commitIfTime(ProcessorContext<byte[], byte[]> to, long now) {
            if (wanted && now - committed >= COMMITS_APART.toMillis()) {
                to.commit();
                committed = now;
                wanted = false;
            }
        }
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(20));
    }
}
