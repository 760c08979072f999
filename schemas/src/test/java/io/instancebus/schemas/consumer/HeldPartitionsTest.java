package io.instancebus.schemas.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaPending;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldPartitionsTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final HeldPartitions held = new HeldPartitions(consumer, now::get);

    @BeforeEach
    void assign() {
        consumer.assign(List.of(PARTITION));
        consumer.updateEndOffsets(Map.of(PARTITION, 1_000L));
        consumer.seek(PARTITION, 20);
    }

    @Test
    void whatLiesBehindARecordHasWaitedAsLongAsItAndWhatCameLaterHasNot() {
        assertThat(held.waited(PARTITION, 10)).isZero();
        held.hold(PARTITION, 10);
        assertThat(consumer.position(PARTITION)).isEqualTo(10);
        pass(Duration.ofSeconds(12));
        consumer.updateEndOffsets(Map.of(PARTITION, 2_000L));
        held.hold(PARTITION, 10);
        pass(Duration.ofSeconds(18));
        assertThat(held.waited(PARTITION, 10)).isEqualTo(Duration.ofSeconds(30));
        assertThat(held.waited(PARTITION, 999)).isEqualTo(Duration.ofSeconds(30));
        assertThat(held.waited(PARTITION, 1_000)).isEqualTo(Duration.ofSeconds(18));
        assertThat(held.waited(PARTITION, 2_000)).isZero();
        assertThat(held.waited(new TopicPartition("t", 1), 10)).isZero();
    }

    @Test
    void aRecordLongAfterTheTroubleIsWaitedForAnew() {
        held.hold(PARTITION, 10);
        pass(Duration.ofSeconds(30));
        held.hold(PARTITION, 11);
        pass(Duration.ofSeconds(31));
        assertThat(held.waited(PARTITION, 500)).isZero();
    }

    @Test
    void whatItRemembersIsBoundedAndLeavesNoRecordWithMorePatienceSpentThanItHad() {
        for (int i = 0; i < 10_000; i++) {
            consumer.updateEndOffsets(Map.of(PARTITION, 1_000L + i));
            held.hold(PARTITION, 10);
            pass(Duration.ofSeconds(1));
        }
        assertThat(held.waited(PARTITION, 10)).isEqualTo(Duration.ofSeconds(10_000));
        assertThat(held.waited(PARTITION, 10_998)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theRegistryIsAskedForWhatLiesBehindWhileItIsThere() {
        List<ConsumerRecord<byte[], byte[]>> fetched = IntStream.range(0, 5)
                .mapToObj(i -> new ConsumerRecord<>("t", 0, i, new byte[0], value(i)))
                .toList();
        List<Integer> asked = new ArrayList<>();
        held.hold(fetched.get(1), new RegistryUnavailable("away", null), fetched, asked::add);
        assertThat(asked).isEmpty();
        held.hold(fetched.get(1), new SchemaPending("not yet", null), fetched, id -> {
            asked.add(id);
            if (id == 3) {
                throw new RegistryUnavailable("away", null);
            }
        });
        assertThat(asked).containsExactly(2, 3);
        asked.clear();
        held.hold(fetched.get(1), new SchemaPending("not yet", null), fetched, id -> {
            asked.add(id);
            pass(Duration.ofSeconds(2));
        });
        assertThat(asked).as("a slow registry").containsExactly(2);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static byte[] value(int schema) {
        return ByteBuffer.allocate(6).put((byte) 0).putInt(schema).array();
    }
}
