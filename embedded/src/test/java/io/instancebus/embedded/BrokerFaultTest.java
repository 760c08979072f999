package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
