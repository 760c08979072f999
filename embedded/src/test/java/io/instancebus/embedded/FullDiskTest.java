package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker on a disk that is really full. */
@Tag("broker")
@Tag("disk")
@Tag("slow")
@Timeout(300)
class FullDiskTest {
    private static final long MEGABYTE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void publishersAreRefusedFirstThenEverybodyAndAllIsWellWhenThereIsRoomAgain() throws Exception {
        try (var disk = mount(folder);
                var kafka =
                        EmbeddedKafka.start(folder.resolve("kafka"), 0, List.of(), topic -> topic.equals("commands"));
                var clients = new TestClients(kafka.bootstrapServers());
                var producer = clients.producer(Map.of("acks", "all"))) {
            clients.createTopic("commands", 1);
            clients.createTopic("events", 1);
            assertThat(kafka.disk().warning()).isEmpty();

            disk.fillUpTo(30 * MEGABYTE);
            await().atMost(PATIENCE).until(() -> kafka.disk().warning().isPresent());
            send(producer, "commands", "while-low");
            assertThat(kafka.disk().refusal()).isEmpty();

            disk.fillUpTo(16 * MEGABYTE);
            await().atMost(PATIENCE).until(() -> kafka.disk().refusal().isPresent());
            assertThat(kafka.disk().refusal().orElseThrow()).contains("of 200 MB are left", "Free space");
            assertRefused(producer, "commands");
            send(producer, "events", "finished");
            assertThat(kafka.disk().exhausted().toCompletableFuture()).isNotDone();

            disk.fillUpTo(5 * MEGABYTE);
            kafka.disk().exhausted().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertRefused(producer, "events");

            disk.free();
            await().atMost(PATIENCE).until(() -> kafka.disk().refusal().isEmpty());
            send(producer, "commands", "again");
            assertThat(clients.consume("commands", 2)).containsExactly("while-low", "again");
            assertThat(kafka.fault().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void aTransactionDoesNotEndOnAFullDiskAndIsAbortedLater() throws Exception {
        try (var disk = mount(folder);
                var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                var clients = new TestClients(kafka.bootstrapServers())) {
            clients.createTopic("kept", 1);
            try (var producer = clients.producer(Map.of("transactional.id", "one"))) {
                producer.initTransactions();
                producer.beginTransaction();
                send(producer, "kept", "before");

                disk.fillUpTo(5 * MEGABYTE);

                // At once: not a quarter of a second later.
                assertThatThrownBy(producer::commitTransaction)
                        .isInstanceOf(TransactionalIdAuthorizationException.class);
            }
            disk.free();
            await().atMost(PATIENCE).until(() -> kafka.disk().refusal().isEmpty());
            try (var producer = clients.producer(Map.of("transactional.id", "one"))) {
                producer.initTransactions();
                producer.beginTransaction();
                send(producer, "kept", "after");
                producer.commitTransaction();
            }
            assertThat(clients.consume("kept", 1)).containsExactly("after");
        }
    }

    @Test
    void aBrokerWhoseDiskIsFullToTheLastByteSaysDiskAndSpaceAndStartsAgainWhenThereIsRoom() throws Exception {
        try (var disk = mount(folder)) {
            try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                    var clients = new TestClients(kafka.bootstrapServers())) {
                clients.createTopic("kept", 1);
                clients.produce("kept", List.of("before"));
                disk.fillUpTo(0);

                // Its own metadata, which the broker writes every few seconds, finds no room.
                assertThat(kafka.fault().toCompletableFuture().get(120, TimeUnit.SECONDS))
                        .contains("disk", "0 MB of 200 MB are left", "Free space");
            }
            assertThatThrownBy(() -> EmbeddedKafka.start(folder.resolve("kafka"), 0))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("The disk is full: 0 MB of 200 MB are left");

            disk.free();

            try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                    var clients = new TestClients(kafka.bootstrapServers())) {
                clients.produce("kept", List.of("after"));
                assertThat(clients.consume("kept", 2)).containsExactly("before", "after");
            }
        }
    }

    @Test
    void aDiskFilledAtOnceUnderLoadLosesNothingThatWasConfirmedAndTheBrokerStartsAgainSoon() throws Exception {
        try (var disk = mount(folder)) {
            Set<String> confirmed = ConcurrentHashMap.newKeySet();
            try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                    var clients = new TestClients(kafka.bootstrapServers());
                    var producer = clients.producer(Map.of(
                            "acks",
                            "all",
                            "delivery.timeout.ms",
                            "10000",
                            "request.timeout.ms",
                            "5000",
                            "max.block.ms",
                            "5000"))) {
                clients.createTopic("kept", 1);
                var load = Thread.ofPlatform().start(() -> sendWhileItWorks(producer, confirmed));
                await().atMost(PATIENCE).until(() -> confirmed.size() > 100);

                disk.fillAtOnce();

                kafka.fault().toCompletableFuture().get(120, TimeUnit.SECONDS);
                load.join();
                kafka.close();
            }
            disk.free();
            try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                    var clients = new TestClients(kafka.bootstrapServers())) {
                assertThat(clients.consume("kept", confirmed.size())).containsAll(confirmed);
            }
        }
    }

    private static void sendWhileItWorks(KafkaProducer<String, String> producer, Set<String> confirmed) {
        try {
            for (int number = 0; ; number++) {
                String value = number + " " + "x".repeat(1000);
                send(producer, "kept", value);
                confirmed.add(value);
            }
        } catch (Exception noRoom) {
            // The broker has ended, or refuses records.
        }
    }

    private static SmallDisk mount(Path folder) throws Exception {
        var disk = SmallDisk.mount(folder, 200);
        Assumptions.assumeTrue(disk.isPresent(), "a disk in memory can be mounted");
        return disk.orElseThrow();
    }

    private static void send(KafkaProducer<String, String> producer, String topic, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, value)).get(60, TimeUnit.SECONDS);
    }

    private static void assertRefused(KafkaProducer<String, String> producer, String topic) {
        assertThatThrownBy(() -> send(producer, topic, "refused"))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TopicAuthorizationException.class);
    }
}
