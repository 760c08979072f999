package io.instancebus.worker;

import io.instancebus.schemas.BusConnection;
import io.instancebus.worker.watcher.StateTable;
import io.instancebus.worker.watcher.Watchers;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Creates the Kafka clients of a worker. */
record BusClients(BusConnection bus, String clientId) {

    Admin admin() {
        Properties properties = bus.clientProperties();
        properties.put("client.id", clientId + "-admin");
        return Admin.create(properties);
    }

    /** A producer for reports: idempotent, with time limits that suit a record's lock. */
    Producer<byte[], byte[]> producer() {
        Properties properties = bus.clientProperties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "8000");
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "20000");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "8000");
        return new KafkaProducer<>(properties);
    }

    Supplier<Consumer<byte[], byte[]>> stateConsumers() {
        return () -> new KafkaConsumer<>(StateTable.consumerProperties(bus.clientProperties(), clientId + "-state"));
    }

    Supplier<Consumer<byte[], byte[]>> watcherConsumers(String group) {
        return () ->
                new KafkaConsumer<>(Watchers.consumerProperties(bus.clientProperties(), group, clientId + "-watcher"));
    }

    /** The settings of clients that take their configuration as a map. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        bus.clientProperties().forEach((name, value) -> settings.put(name.toString(), value));
        return settings;
    }
}
