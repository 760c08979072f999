package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.fuzzing.PackedBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a few kilobytes on the wire and more than a reader has memory for once it is unpacked. */
@Tag("broker")
@Tag("slow")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileBatchTest {
    private static final String TOPIC = "commands";

    private EmbeddedKafka kafka;
    private TestClients clients;

    @BeforeAll
    void start(@TempDir Path folder) {
        kafka = EmbeddedKafka.start(folder, 0);
        clients = new TestClients(kafka.bootstrapServers());
        clients.createTopic(TOPIC, 1);
        clients.shareGroupReadsFromTheBeginning("hands");
    }

    @AfterAll
    void stop() {
        clients.close();
        kafka.close();
    }

    static Stream<PackedBatch> bombs() {
        return Stream.of(
                PackedBatch.of(CompressionType.ZSTD, 1, 900_000_000),
                PackedBatch.of(CompressionType.GZIP, 1, 900_000_000),
                PackedBatch.of(CompressionType.LZ4, 1, 200_000_000),
                PackedBatch.of(CompressionType.SNAPPY, 1, 20_000_000),
                PackedBatch.of(CompressionType.ZSTD, 900, 1_000_000),
                PackedBatch.of(CompressionType.ZSTD, 1_000_000, 0),
                PackedBatch.claiming(CompressionType.ZSTD, Integer.MAX_VALUE),
                PackedBatch.claiming(CompressionType.GZIP, -1),
                PackedBatch.snappyClaiming(500_000_000),
                PackedBatch.headers(CompressionType.ZSTD, 5_000_000),
                PackedBatch.headers(CompressionType.NONE, 500_000),
                PackedBatch.headers(CompressionType.NONE, 1_000));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void isRefusedAndNoReaderMeetsIt(PackedBatch bomb) throws Exception {
        assertThat(bomb.sizeInBytes()).isLessThan(1_048_576);
        assertThat(bomb.sendTo(kafka.bootstrapServers(), TOPIC, 0)).isEqualTo(Errors.INVALID_RECORD);
        long end = clients.endOffset(TOPIC);
        clients.produce(TOPIC, List.of("after " + end));
        assertThat(clients.consume(TOPIC, (int) end + 1)).contains("after " + end);
        assertThat(clients.shareConsume("hands", TOPIC, 1)).contains("after " + end);
    }

    @Test
    void aBatchWithinTheBoundIsTooLargeForItsTopicOnceItIsUnpacked() throws Exception {
        assertThat(PackedBatch.of(CompressionType.ZSTD, 1, 4 << 20).sendTo(kafka.bootstrapServers(), TOPIC, 0))
                .isEqualTo(Errors.MESSAGE_TOO_LARGE);
        try (var producer = clients.producer(Map.of("compression.type", "zstd", "max.request.size", 8 << 20))) {
            var tooLarge = producer.send(new ProducerRecord<>(TOPIC, "large", "x".repeat(4 << 20)));
            assertThatThrownBy(() -> tooLarge.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(RecordTooLargeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void whatAnOrdinaryProducerCompressesIsTakenAndStoredAsItIsRead(String codec) throws Exception {
        var topic = "ordinary-" + codec;
        clients.createTopic(topic, 1);
        var value = "a text that packs well ".repeat(2_000);
        var settings = Map.<String, Object>of("compression.type", codec, "linger.ms", 100, "batch.size", 1 << 20);
        try (var producer = clients.producer(settings)) {
            var sent = Stream.generate(() -> producer.send(new ProducerRecord<>(topic, "key", value)))
                    .limit(100)
                    .toList();
            for (var each : sent) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(clients.consume(topic, 100)).hasSize(100).containsOnly(value);
    }

    @Test
    void aRecordMayHaveAsManyHeadersAsAnyoneUses() throws Exception {
        assertThat(PackedBatch.headers(CompressionType.NONE, 200).sendTo(kafka.bootstrapServers(), TOPIC, 0))
                .isEqualTo(Errors.NONE);
    }

    @ParameterizedTest
    @EnumSource(value = CompressionType.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBatchThatCannotBeUnpackedIsRefused(CompressionType codec) throws Exception {
        assertThat(PackedBatch.claiming(codec, 1_000).sendTo(kafka.bootstrapServers(), TOPIC, 0))
                .isEqualTo(Errors.INVALID_RECORD);
    }
}
