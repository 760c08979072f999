package io.instancebus.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void aKeyLiesWhereKafkasJavaProducerPutsIt() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            byte[] key = new byte[random.nextInt(1, 80)];
            random.nextBytes(key);
            int partitions = random.nextInt(1, 200);
            assertThat(Topics.partitionOf(key, partitions))
                    .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
        }
    }

    /** The hash may never change, since a key must not move away from its state. */
    @Test
    void aKeyKeepsItsPartitionForEver() {
        assertThat(Topics.partitionOf("21", 48)).isEqualTo(12);
        assertThat(Topics.partitionOf("foobar", 48)).isEqualTo(30);
        assertThat(Topics.partitionOf("a-little-bit-long-string", 48)).isEqualTo(32);
        assertThat(Topics.partitionOf("é", 48)).isEqualTo(Topics.partitionOf("é".getBytes(StandardCharsets.UTF_8), 48));
    }
}
