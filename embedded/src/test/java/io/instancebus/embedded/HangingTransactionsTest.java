package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@Timeout(300)
class HangingTransactionsTest {
    private static final TopicPartition PAYMENTS = new TopicPartition("payments", 0);

    @TempDir
    Path folder;

    /** As a full disk does: what the coordinator wrote of its transactions is gone, the records are not. */
    private void forgetTransactions() throws IOException {
        try (var logs = Files.newDirectoryStream(folder, "__transaction_state-*")) {
            for (Path log : logs) {
                try (var segments = Files.newDirectoryStream(log, "*.log")) {
                    for (Path segment : segments) {
                        FileChannel.open(segment, StandardOpenOption.WRITE)
                                .truncate(0)
                                .close();
                    }
                }
            }
        }
        Files.delete(folder.resolve(".kafka_cleanshutdown"));
    }

    @Test
    void aTransactionThatItsCoordinatorForgotIsAbortedAtTheStart() throws Exception {
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers());
                var producer = clients.producer(Map.of("transactional.id", "cut-off"))) {
            clients.createTopic("payments", 1);
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("payments", "hanging")).get(60, TimeUnit.SECONDS);
            producer.sendOffsetsToTransaction(
                    Map.of(PAYMENTS, new OffsetAndMetadata(1)), new ConsumerGroupMetadata("group"));
            // At once, as a process that is killed: an orderly end would abort it.
            producer.close(Duration.ZERO);
        }
        forgetTransactions();

        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers())) {
            clients.produce("payments", List.of("after"));

            assertThat(clients.consume("payments", 1)).containsExactly("after");
            assertThat(clients.committedOffset("group", PAYMENTS)).isEmpty();
        }
    }

    @Test
    void aTransactionThatItsCoordinatorKnowsIsLeftToIt() throws Exception {
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers());
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                var producer = clients.producer(Map.of("transactional.id", "under-way"))) {
            clients.createTopic("payments", 1);
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("payments", "under way")).get(60, TimeUnit.SECONDS);

            assertThat(new HangingTransactions(admin).abort()).isZero();

            producer.commitTransaction();
            assertThat(clients.consume("payments", 1)).containsExactly("under way");
        }
    }
}
