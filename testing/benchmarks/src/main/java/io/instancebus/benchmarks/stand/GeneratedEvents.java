package io.instancebus.benchmarks.stand;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.domain.Event;
import io.instancebus.mapping.EventMapping;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.header.CloudEvent;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A log of events as the command service would write it: whole lives of instances, a thousand of them in progress at
 * any time, in transactions.
 */
public final class GeneratedEvents {
    private static final int UNDER_WAY = 1_000;
    private static final int TRANSACTION = 5_000;
    private static final String SOURCE = "/instance-bus/command-service";
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final BusConnection bus;
    private int instances;

    private GeneratedEvents(BusConnection bus) {
        this.bus = bus;
    }

    /** Writes at least this many events, up to the end of the last life; returns the number. */
    public static int write(BusConnection bus, int atLeast) {
        try (SchemaRegistryClient registry =
                        SchemaRegistryClient.from(Map.of("schema.registry.url", bus.registryUrl()));
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings(bus), new ByteArraySerializer(), new ByteArraySerializer())) {
            String topic = Broker.topics(bus).events();
            return new GeneratedEvents(bus)
                    .write(producer, new AvroCodec<>(InstanceEvent.class, topic, registry), atLeast);
        }
    }

    private static Properties settings(BusConnection bus) {
        Properties settings = bus.clientProperties();
        settings.put("transactional.id", "generated-" + UUID.randomUUID());
        settings.put("batch.size", 262_144);
        settings.put("linger.ms", 5);
        settings.put("buffer.memory", 134_217_728L);
        return settings;
    }

    private int write(KafkaProducer<byte[], byte[]> producer, AvroCodec<InstanceEvent> codec, int atLeast) {
        String topic = Broker.topics(bus).events();
        producer.initTransactions();
        producer.beginTransaction();
        Queue<Iterator<Event>> lives = new ArrayDeque<>();
        int written = 0;
        while (written < atLeast || !lives.isEmpty()) {
            if (written < atLeast && lives.size() < UNDER_WAY) {
                lives.add(life().events().iterator());
            }
            Iterator<Event> life = lives.remove();
            var unused = producer.send(record(topic, codec, life.next()));
            if (life.hasNext()) {
                lives.add(life);
            }
            if (++written % TRANSACTION == 0) {
                producer.commitTransaction();
                producer.beginTransaction();
            }
        }
        producer.commitTransaction();
        return written;
    }

    private Life life() {
        Instant from = BEGIN.plusMillis(instances++ * 10L);
        // Ids as clients make them: their first part is the time.
        UUID id =
                new UUID((from.toEpochMilli() << 16) | 0x7000, UUID.randomUUID().getLeastSignificantBits());
        return Life.stopped(id.toString(), from);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, AvroCodec<InstanceEvent> codec, Event event) {
        InstanceEvent avro = EventMapping.toAvro(event);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, avro.getInstanceId().getBytes(StandardCharsets.UTF_8), codec.encode(avro));
        CloudEvent.of(avro, SOURCE).writeTo(record.headers());
        return record;
    }
}
