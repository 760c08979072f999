package io.instancebus.projector.kafka;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.projector.Events;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.view.ViewConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Topics of a test's own on a real broker, and a writer of events like the command service. */
final class BusAndView implements AutoCloseable {
    final Topics topics;
    final BusConnection connection;
    private final SchemaRegistryClient registry;
    private final AvroCodec<InstanceEvent> codec;
    private final KafkaProducer<String, byte[]> producer;

    BusAndView(EmbeddedBus bus, int partitions) {
        topics = new Topics("t" + UUID.randomUUID().toString().substring(0, 8) + ".");
        connection = new BusConnection(
                bus.bootstrapServers(),
                bus.registryUrl(),
                topics.prefix(),
                partitions,
                1,
                Map.of("schema.patience.ms", "15000"));
        registry = SchemaRegistryClient.of(bus.registryUrl());
        codec = new AvroCodec<>(InstanceEvent.class, topics.events(), registry);
        makeTopics(partitions);
        Properties settings = connection.clientProperties();
        settings.put("transactional.id", topics.prefix());
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    void makeTopics(int partitions) {
        try (Admin admin = Admin.create(connection.clientProperties())) {
            new TopicCreator(admin, Duration.ofSeconds(60))
                    .create(TopicCatalogue.of(topics.prefix(), partitions, 1, List.of()));
        }
    }

    StateProjectorConfig config(ViewConfig view) {
        return new StateProjectorConfig(connection, view, topics.prefix() + "projector", null);
    }

    /** Publishes the events in one transaction. */
    void publish(List<InstanceEvent> events) {
        producer.beginTransaction();
        events.forEach(this::send);
        producer.commitTransaction();
    }

    void publishAndAbort(List<InstanceEvent> events) {
        producer.beginTransaction();
        events.forEach(this::send);
        producer.flush();
        producer.abortTransaction();
    }

    void publishBytes(String key, byte[] value) {
        publishBytes(topics.events(), key, value);
    }

    void publishBytes(String topic, String key, byte[] value) {
        producer.beginTransaction();
        // The commit reports a failure.
        var _ = producer.send(new ProducerRecord<>(topic, key, value));
        producer.commitTransaction();
    }

    /** Publishes with a schema id that another producer registered. */
    void publishUnder(int schema, List<InstanceEvent> events) {
        events.forEach(event -> publishBytes(
                event.getInstanceId(),
                ByteBuffer.wrap(codec.encode(event)).putInt(1, schema).array()));
    }

    /** Publishes as a release with this schema did. */
    void publishAs(Schema released, List<InstanceEvent> events) {
        int id = registry.register(topics.events() + "-value", released);
        events.forEach(event -> publishBytes(event.getInstanceId(), encode(id, released, event)));
    }

    private static byte[] encode(int id, Schema released, InstanceEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5).putInt(1, id).array());
        SpecificData model = SpecificData.getForClass(InstanceEvent.class);
        try {
            new SpecificDatumWriter<InstanceEvent>(released, model)
                    .write(event, EncoderFactory.get().directBinaryEncoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The id of the contract's own schema. */
    int schemaId(String topic) {
        return topic.equals(topics.events())
                ? registry.register(topic + "-value", InstanceEvent.SCHEMA$)
                : registry.register(topic + "-value", AccountEvent.SCHEMA$);
    }

    private Schema anotherVersion() {
        return new Schema.Parser()
                .parse(InstanceEvent.SCHEMA$
                        .toString()
                        .replaceFirst("\"fields\"", "\"note\":\"" + topics.prefix() + "\",\"fields\""));
    }

    /** The id of {@link #registerAnotherVersion}. */
    int nextSchemaId() {
        // Registers the codec's schema first, so that it takes no id later.
        codec.encode(Events.life("probe", null).getFirst());
        return registry.register(
                        topics.prefix() + "probe",
                        new Schema.Parser()
                                .parse(AccountEvent.SCHEMA$
                                        .toString()
                                        .replaceFirst("\"fields\"", "\"note\":\"" + topics.prefix() + "\",\"fields\"")))
                + 1;
    }

    int registerAnotherVersion() {
        return registry.register(topics.events() + "-value", anotherVersion());
    }

    /** An instanceId whose events are in this partition of two. */
    String keyOf(int partition) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "i" + i)
                .filter(key -> Topics.partitionOf(key, 2) == partition)
                .findFirst()
                .orElseThrow();
    }

    private void send(InstanceEvent event) {
        var _ = producer.send(new ProducerRecord<>(topics.events(), event.getInstanceId(), codec.encode(event)));
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topics.deadLetters()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(
                            partition -> consumer.position(partition) < Objects.requireNonNull(ends.get(partition)))) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        registry.close();
    }
}
