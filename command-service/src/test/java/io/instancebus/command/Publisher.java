package io.instancebus.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Publishes commands. */
final class Publisher implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final AvroCodec<InstanceCommand> codec;
    private final String topic;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    Publisher(EmbeddedBus bus, String topic, SchemaRegistryClient registry) {
        this.topic = topic;
        this.codec = new AvroCodec<>(InstanceCommand.class, topic, registry);
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bus.bootstrapServers());
        settings.put("linger.ms", 0);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    void send(InstanceCommand command) {
        send(command, null);
    }

    /** @param partition null for where its key belongs */
    void send(InstanceCommand command, @Nullable Integer partition) {
        send(new ProducerRecord<>(topic, partition, command.getInstanceId(), codec.encode(command)));
    }

    /** As another would who has registered another schema. */
    void sendUnder(int schema, InstanceCommand command) {
        byte[] value = ByteBuffer.wrap(codec.encode(command)).putInt(1, schema).array();
        send(new ProducerRecord<>(topic, command.getInstanceId(), value));
    }

    void sendBytes(String key, String value) {
        send(new ProducerRecord<>(topic, key, value.getBytes(StandardCharsets.UTF_8)));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        var _ = producer.send(record, (metadata, exception) -> failure.compareAndSet(null, exception));
    }

    void flush() {
        producer.flush();
        assertThat(failure.get()).isNull();
    }

    @Override
    public void close() {
        flush();
        producer.close();
    }
}
