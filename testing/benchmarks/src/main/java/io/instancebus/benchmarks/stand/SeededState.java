package io.instancebus.benchmarks.stand;

import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.command.state.AggregateCodec;
import io.instancebus.command.state.Stores;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.LegalActions;
import io.instancebus.mapping.SnapshotMapping;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The state of running instances, written to the command service's changelogs and to the topic of snapshots, as if the
 * service had decided about each instance.
 */
public final class SeededState {
    private final BusConnection bus;
    private final String application;

    /** @param application the applicationId of the command service, whose changelogs exist */
    public SeededState(BusConnection bus, String application) {
        this.bus = bus;
        this.application = application;
    }

    public String changelog(String store) {
        return application + "-" + store + "-changelog";
    }

    /** Writes instances of the account that all measures have. */
    public void write(int count) {
        write(count, Life.OURS);
    }

    /** @param account as {@link Life#running(String, String, Instant)} */
    public void write(int count, String account) {
        Properties settings = bus.clientProperties();
        settings.put("batch.size", 262_144);
        settings.put("linger.ms", 5);
        settings.put("buffer.memory", 134_217_728L);
        AggregateCodec codec = new AggregateCodec();
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        try (SchemaRegistryClient registry =
                        SchemaRegistryClient.from(Map.of("schema.registry.url", bus.registryUrl()));
                var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            AvroCodec<InstanceSnapshot> snapshots =
                    new AvroCodec<>(InstanceSnapshot.class, Broker.topics(bus).state(), registry);
            for (int index = 0; index < count; index++) {
                write(
                        producer,
                        snapshots,
                        codec,
                        Life.running(account, UUID.randomUUID().toString(), now).aggregate());
            }
        }
    }

    private void write(
            KafkaProducer<byte[], byte[]> producer,
            AvroCodec<InstanceSnapshot> snapshots,
            AggregateCodec codec,
            Aggregate aggregate) {
        byte[] key = aggregate.id().value().getBytes(StandardCharsets.UTF_8);
        int partition = Topics.partitionOf(key, Objects.requireNonNull(bus.partitions()));
        send(producer, changelog(Stores.INSTANCES), partition, key, codec.encode(aggregate));
        InstanceSnapshot snapshot = aggregate instanceof Aggregate.Live live
                ? SnapshotMapping.toAvro(
                        live, LegalActions.COMMON.in(live.instance().state()))
                : null;
        if (snapshot != null) {
            send(producer, Broker.topics(bus).state(), partition, key, snapshots.encode(snapshot));
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, String topic, int partition, byte[] key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, partition, key, value));
    }
}
