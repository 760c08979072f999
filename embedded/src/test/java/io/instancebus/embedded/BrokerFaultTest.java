package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class BrokerFaultTest {
    @TempDir
    Path folder;

    /** Stands for what Kafka does on one of its own threads when a disk is full. */
    private static void exitOnAThreadOf(String broker, int status) {
        var group = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getThreadGroup)
                .filter(each -> each != null && each.getName().equals(broker))
                .findFirst()
                .orElseThrow();
        new Thread(group, () -> Exit.halt(status), "data-plane").start();
    }

    @Test
    void aBrokerThatCannotGoOnIsStoppedAndTheProcessLives() throws Exception {
        try (var broken = EmbeddedKafka.start(folder.resolve("broken"), 0);
                var other = EmbeddedKafka.start(folder.resolve("other"), 0);
                var clients = new TestClients(other.bootstrapServers())) {
            exitOnAThreadOf("embedded-kafka-" + broken.port(), 1);

            var reason = broken.fault().toCompletableFuture().get(60, TimeUnit.SECONDS);

            assertThat(reason).contains("data-plane").contains("status 1");
            assertThat(other.fault().toCompletableFuture()).isNotDone();
            clients.createTopic("still-works", 1);
            broken.close();
            EmbeddedKafka.start(folder.resolve("broken"), 0).close();
        }
    }

    @Test
    void aBrokerThatCannotReadItsFolderSaysSoAndLeavesNothingBehind() throws Exception {
        EmbeddedKafka.start(folder, 0).close();
        var metadata = folder.resolve("__cluster_metadata-0");
        Files.move(metadata, folder.resolveSibling("moved-" + UUID.randomUUID()));
        Files.createFile(metadata);

        assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining("Kafka could not start in " + folder);

        DataDirectory.open(folder).close();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(BrokerFaultTest::isOfABroker)
                        .isEmpty());
    }

    /** The metrics library's own threads are daemons that serve every broker of the process until its end. */
    private static boolean isOfABroker(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null
                && group.getName().startsWith("embedded-kafka-")
                && !(thread.isDaemon() && thread.getName().startsWith("metrics-meter-tick"));
    }

    @Test
    void aFolderOfAnotherNodeIsRefused() throws Exception {
        EmbeddedKafka.start(folder, 0).close();
        var properties = folder.resolve("meta.properties");
        Files.writeString(properties, Files.readString(properties).replace("node.id=1", "node.id=7"));

        assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining("node");
    }
}
