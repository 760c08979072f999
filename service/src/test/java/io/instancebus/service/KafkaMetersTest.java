package io.instancebus.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.schemas.BusConnection;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class KafkaMetersTest {
    private static final Duration POLL = Duration.ofMillis(200);

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;
    private static Properties connection;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(folder, 0);
        BusConnection bus = BusConnection.local(kafka.bootstrapServers(), "http://127.0.0.1:1", 1);
        connection = KafkaMeters.reportedBy(bus).clientProperties();
        try (Admin admin = Admin.create(connection)) {
            admin.createTopics(List.of(new NewTopic("things", 2, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static Properties settings(String... more) {
        Properties settings = new Properties();
        settings.putAll(connection);
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String group, String clientId) {
        return new KafkaConsumer<>(
                settings("group.id", group, "client.id", clientId, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static String scrape(ProcessMeters meters) {
        return new String(meters.scrape(), StandardCharsets.UTF_8);
    }

    @Test
    void everyKindOfClientIsMeasuredUntilItIsClosed() throws Exception {
        try (ProcessMeters meters = new ProcessMeters()) {
            Queue<String> refused = new ConcurrentLinkedQueue<>();
            meters.registry().config().onMeterRegistrationFailed((id, reason) -> refused.add(id + ": " + reason));
            try (var producer = new KafkaProducer<>(
                            settings("client.id", "maker"), new ByteArraySerializer(), new ByteArraySerializer());
                    var consumer = consumer("readers", "reader");
                    var hand = new KafkaShareConsumer<>(
                            settings("group.id", "hands", "client.id", "hand"),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer())) {
                producer.send(new ProducerRecord<>("things", new byte[1])).get();
                consumer.subscribe(List.of("things"));
                hand.subscribe(List.of("things"));
                while (consumer.poll(POLL).isEmpty()) {
                    hand.poll(POLL);
                }

                assertThat(scrape(meters))
                        .contains("kafka_producer_record_send_total{client_id=\"maker\"} 1.0")
                        .contains("kafka_producer_topic_record_send_total{client_id=\"maker\",topic=\"things\"} 1.0")
                        .contains(
                                "kafka_consumer_fetch_manager_records_consumed_total{client_id=\"reader\",group=\"readers\"} 1.0")
                        .contains(
                                "kafka_consumer_fetch_manager_topic_records_consumed_total{client_id=\"reader\",group=\"readers\",topic=\"things\"} 1.0")
                        .contains(
                                "kafka_consumer_fetch_manager_partition_records_lag{client_id=\"reader\",group=\"readers\",partition=\"0\",topic=\"things\"} 0.0")
                        .contains("kafka_consumer_share_")
                        .contains("group=\"hands\"")
                        .contains("jvm_memory_used_bytes", "process_cpu_usage", "jvm_threads_live_threads");
            }
            assertThat(scrape(meters)).doesNotContain("kafka_");
            assertThat(refused).isEmpty();
        }
    }

    @Test
    void ofClientsWithOneNameTheYoungestThatIsOpenIsShown() {
        try (ProcessMeters meters = new ProcessMeters()) {
            var first = consumer("same", "same");
            var second = consumer("same", "same");
            long both = kafkaMeters(meters.registry());
            first.close();

            assertThat(both).isPositive();
            assertThat(kafkaMeters(meters.registry())).isEqualTo(both);
            assertThat(scrape(meters))
                    .contains("kafka_consumer_time_between_poll_max{client_id=\"same\",group=\"same\"}");

            second.close();
            assertThat(kafkaMeters(meters.registry())).isZero();
        }
    }

    @Test
    void reportersOfTheUserStay() {
        BusConnection bus = new BusConnection(
                "k:9092", "http://r", null, null, null, Map.of("metric.reporters", "com.example.Theirs", "a", "b"));
        assertThat(KafkaMeters.reportedBy(bus).properties())
                .isEqualTo(Map.of("metric.reporters", "com.example.Theirs," + KafkaMeters.class.getName(), "a", "b"));
    }

    private static long kafkaMeters(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("kafka."))
                .count();
    }
}
