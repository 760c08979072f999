package io.instancebus.benchmarks.stand;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.mapping.EventMapping;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The same work as a simple service would do it: a loop that takes a command, upserts its row in a transaction, and
 * writes an event. It keeps none of the rules: a crash between the row and the event loses the event, a duplicate
 * command causes a second event, and nothing follows the operation.
 */
public final class SimpleService implements AutoCloseable {
    private final BusConnection bus;
    private final Connection connection;
    private final Thread thread;
    private volatile boolean closing;

    private SimpleService(BusConnection bus, Connection connection) throws SQLException {
        this.bus = bus;
        this.connection = connection;
        try (Statement create = connection.createStatement()) {
            create.execute("CREATE TABLE instances (instance_id text PRIMARY KEY, account text NOT NULL, name text,"
                    + " state text NOT NULL, updated_at timestamptz NOT NULL)");
            create.execute(
                    "CREATE TABLE events (event_id text PRIMARY KEY, instance_id text NOT NULL, body text NOT NULL)");
        }
        connection.setAutoCommit(false);
        thread = Thread.ofPlatform().name("simple-service").start(this::loop);
    }

    /** @param connection a connection to an empty database; closed with this */
    public static SimpleService start(BusConnection bus, Connection connection) throws SQLException {
        return new SimpleService(bus, connection);
    }

    private void loop() {
        String topic = Broker.topics(bus).events();
        Properties settings = bus.clientProperties();
        settings.put("group.id", bus.topicPrefix() + "simple");
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        try (SchemaRegistryClient registry =
                        SchemaRegistryClient.from(Map.of("schema.registry.url", bus.registryUrl()));
                var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var producer = new KafkaProducer<>(
                        bus.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            AvroCodec<InstanceCommand> commands =
                    new AvroCodec<>(InstanceCommand.class, Broker.topics(bus).commands(), registry);
            AvroCodec<InstanceEvent> events = new AvroCodec<>(InstanceEvent.class, topic, registry);
            consumer.subscribe(List.of(Broker.topics(bus).commands()));
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    InstanceCommand command = commands.decode(record.value());
                    InstanceEvent event = accepted(command);
                    store(command, event);
                    producer.send(new ProducerRecord<>(topic, record.key(), events.encode(event)))
                            .get();
                }
                consumer.commitSync();
            }
        } catch (SQLException | ExecutionException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static InstanceEvent accepted(InstanceCommand command) {
        return EventMapping.toAvro(
                Life.running(command.getInstanceId(), Instant.now()).events().getFirst());
    }

    private void store(InstanceCommand command, InstanceEvent event) throws SQLException {
        try (PreparedStatement instance = connection.prepareStatement("""
                        INSERT INTO instances VALUES (?, ?, ?, 'PENDING', now())
                        ON CONFLICT (instance_id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at
                        """);
                PreparedStatement history = connection.prepareStatement("INSERT INTO events VALUES (?, ?, ?)")) {
            instance.setString(1, command.getInstanceId());
            instance.setString(2, command.getCreateInstance().getAccount());
            instance.setString(3, command.getCreateInstance().getName());
            instance.executeUpdate();
            history.setString(1, event.getEventId());
            history.setString(2, event.getInstanceId());
            history.setString(3, event.getType());
            history.executeUpdate();
            connection.commit();
        }
    }

    @Override
    public void close() throws InterruptedException, SQLException {
        closing = true;
        thread.join();
        connection.close();
    }
}
