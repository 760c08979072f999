package io.instancebus.command;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes commands. */
final class Publisher implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final AvroCodec<InstanceCommand> codec;
    private final String topic;

    Publisher(EmbeddedBus bus, String topic, SchemaRegistryClient registry) {
        this.topic = topic;
        this.codec = new AvroCodec<>(InstanceCommand.class, topic, registry);
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bus.bootstrapServers());
        settings.put("linger.ms", 0);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    Future<RecordMetadata> send(InstanceCommand command) {
        return send(command, null);
    }

    /** @param partition null for where its key belongs */
    Future<RecordMetadata> send(InstanceCommand command, Integer partition) {
        return producer.send(new ProducerRecord<>(topic, partition, command.getInstanceId(), codec.encode(command)));
    }

    void sendBytes(String key, String value) {
        producer.send(new ProducerRecord<>(topic, key, value.getBytes(StandardCharsets.UTF_8)));
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
