package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@Tag("slow")
class EmbeddedKafkaTest {
    @TempDir
    Path folder;

    @Test
    void whatIsProducedIsConsumed() {
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers())) {
            clients.createTopic("greetings", 3);

            clients.produce("greetings", List.of("hello", "world"));

            assertThat(clients.consume("greetings", 2)).containsExactlyInAnyOrder("hello", "world");
        }
    }

    @Test
    void onlyCommittedRecordsReachReadersOfCommittedRecords() {
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers())) {
            clients.createTopic("payments", 1);

            clients.produceInTransaction("payments", List.of("aborted"), false);
            clients.produceInTransaction("payments", List.of("committed"), true);
            clients.produce("payments", List.of("last"));

            assertThat(clients.consume("payments", 2)).containsExactly("committed", "last");
        }
    }

    @Test
    void aShareGroupIsAWorkQueue() {
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers())) {
            assertThat(clients.features()).contains("share.version", "streams.version", "transaction.version");
            clients.createTopic("work", 1);
            clients.produce("work", List.of("one", "two", "three"));
            clients.shareGroupReadsFromTheBeginning("workers");

            assertThat(clients.shareConsume("workers", "work", 3)).containsExactlyInAnyOrder("one", "two", "three");
        }
    }

    /** Kafka takes one each hour. */
    @Test
    void aRestartFromASnapshotOfTheMetadataKeepsRecords() {
        try (var kafka = EmbeddedKafka.start(
                        folder,
                        0,
                        topic -> true,
                        settings -> settings.put("metadata.log.max.snapshot.interval.ms", "1"));
                var clients = new TestClients(kafka.bootstrapServers())) {
            clients.createTopic("kept", 1);
            clients.produce("kept", List.of("before"));
            await().atMost(Duration.ofMinutes(2)).until(this::hasSnapshot);
        }

        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers())) {
            clients.produce("kept", List.of("after"));

            assertThat(clients.consume("kept", 2)).containsExactly("before", "after");
        }
    }

    private boolean hasSnapshot() throws IOException {
        try (var files = Files.list(folder.resolve("__cluster_metadata-0"))) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> name.endsWith(".checkpoint") && !name.startsWith("0".repeat(20)));
        }
    }

    @Test
    void aRestartKeepsRecordsPortAndCluster() {
        int port;
        String cluster;
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers())) {
            port = kafka.port();
            cluster = clients.clusterId();
            clients.createTopic("kept", 1);
            clients.produce("kept", List.of("before"));
        }

        try (var kafka = EmbeddedKafka.start(folder, port);
                var clients = new TestClients(kafka.bootstrapServers())) {
            clients.produce("kept", List.of("after"));

            assertThat(kafka.port()).isEqualTo(port);
            assertThat(clients.clusterId()).isEqualTo(cluster);
            assertThat(clients.consume("kept", 2)).containsExactly("before", "after");
        }
    }

    @Test
    void twoBrokersLiveInOneProcess() {
        try (var one = EmbeddedKafka.start(folder.resolve("one"), 0);
                var other = EmbeddedKafka.start(folder.resolve("other"), 0);
                var oneClients = new TestClients(one.bootstrapServers());
                var otherClients = new TestClients(other.bootstrapServers())) {
            oneClients.createTopic("only-here", 1);

            assertThat(oneClients.topics()).contains("only-here");
            assertThat(otherClients.topics()).doesNotContain("only-here");
        }
    }

    @Test
    void aTakenPortIsNamedAndNothingIsLeftLocked() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, other.getLocalPort()))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("Port " + other.getLocalPort())
                    .hasMessageContaining("choose another port");
        }

        DataDirectory.open(folder).close();
    }

    @Test
    void aDirectoryInUseIsNamedAndItsOwnerIsUnharmed() {
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers())) {
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("choose another data directory");

            clients.createTopic("still-works", 1);
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> EmbeddedKafka.start(file, 0))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aDirectoryWithACommaIsRefused() {
        assertThatThrownBy(() -> EmbeddedKafka.start(folder.resolve("a,b"), 0))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining("comma");
    }

    @Test
    void topicsAreNotMadeByBeingUsed() {
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers());
                var producer = clients.producer(Map.of("max.block.ms", 500))) {
            assertThatThrownBy(() -> producer.partitionsFor("never-made")).isInstanceOf(TimeoutException.class);
            assertThat(clients.topics()).isEmpty();
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        var kafka = EmbeddedKafka.start(folder, 0);
        kafka.close();
        kafka.close();

        EmbeddedKafka.start(folder, 0).close();
    }
}
