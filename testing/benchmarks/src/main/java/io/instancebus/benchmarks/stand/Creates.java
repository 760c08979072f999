package io.instancebus.benchmarks.stand;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.client.Commands;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.header.CloudEvent;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Create commands that are encoded in advance, so that encoding is not measured. */
public final class Creates implements AutoCloseable {
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;

    public Creates(BusConnection bus, int count) {
        String topic = Broker.topics(bus).commands();
        try (SchemaRegistryClient registry =
                SchemaRegistryClient.from(Map.of("schema.registry.url", bus.registryUrl()))) {
            AvroCodec<InstanceCommand> codec = new AvroCodec<>(InstanceCommand.class, topic, registry);
            Commands commands = new Commands("benchmark");
            for (int index = 0; index < count; index++) {
                records.add(record(topic, codec, commands.create(spec(index))));
            }
        }
        producer = new KafkaProducer<>(settings(bus), new ByteArraySerializer(), new ByteArraySerializer());
        producer.partitionsFor(topic);
    }

    private static CreateInstance spec(int index) {
        return CreateInstance.newBuilder()
                .setAccount("sandbox")
                .setImageId("img1")
                .setName("web-" + index)
                .setTags(Map.of("role", "web", "stage", "test"))
                .build();
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, AvroCodec<InstanceCommand> codec, InstanceCommand command) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, command.getInstanceId().getBytes(StandardCharsets.UTF_8), codec.encode(command));
        CloudEvent.of(command, "/benchmark").writeTo(record.headers());
        TraceParent.start(false).writeTo(record.headers());
        return record;
    }

    /** The settings of the client for other services. */
    private static Properties settings(BusConnection bus) {
        Properties settings = bus.clientProperties();
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("linger.ms", "0");
        settings.put("buffer.memory", 134_217_728L);
        return settings;
    }

    /** Publishes all of them as fast as the broker accepts them; returns when it has them. */
    public void publish() {
        publish(0, records.size(), key -> {});
    }

    /**
     * Publishes a part of them, in the same way.
     *
     * @param told receives the key of each create immediately before it is sent
     */
    public void publish(int from, int to, Consumer<byte[]> told) {
        for (ProducerRecord<byte[], byte[]> record : records.subList(from, to)) {
            told.accept(record.key());
            var unused = producer.send(record);
        }
        producer.flush();
    }

    /**
     * Publishes this many creates a second, each at its time, and returns when the broker has them.
     *
     * @param told receives the key of each create immediately before it is sent
     */
    public void publish(int perSecond, Consumer<byte[]> told) {
        long from = System.nanoTime();
        for (int index = 0; index < records.size(); index++) {
            long due = from + index * 1_000_000_000L / perSecond;
            while (System.nanoTime() < due) {
                java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
            }
            told.accept(records.get(index).key());
            var unused = producer.send(records.get(index));
        }
        producer.flush();
    }

    /**
     * Publishes one create, and returns when the broker has it.
     *
     * @param told receives its key immediately before it is sent
     */
    public void publishOne(int index, Consumer<byte[]> told) {
        told.accept(records.get(index).key());
        var unused = producer.send(records.get(index));
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
