package io.instancebus.projector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.projector.Events;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GatheredTest {
    private static final LogPartition ONE = new LogPartition("events", 1);
    private static final LogPartition TWO = new LogPartition("events", 2);

    private final Gathered gathered = new Gathered(80);

    private static List<Entry> entries(long from, int count) {
        return LongStream.range(from, from + count)
                .<Entry>mapToObj(offset ->
                        new Entry.OfInstance(offset, Events.life("i1", "web").getFirst(), "{}"))
                .toList();
    }

    @Test
    void thePollsOfAPartitionFollowEachOther() {
        gathered.add(ONE, 5, 8, entries(5, 3), 0);
        gathered.add(TWO, 0, 2, entries(0, 2), 0);
        gathered.add(ONE, 5, 12, entries(9, 3), 0);

        Batch batch = gathered.next();

        assertThat(batch.partitions()).extracting(PartitionBatch::partition).containsExactly(ONE, TWO);
        PartitionBatch first = batch.partitions().getFirst();
        assertThat(first.expectedOffset()).isEqualTo(5);
        assertThat(first.nextOffset()).isEqualTo(12);
        assertThat(first.entries()).extracting(Entry::offset).containsExactly(5L, 6L, 7L, 9L, 10L, 11L);
        assertThat(gathered.isEmpty()).isTrue();
    }

    @Test
    void aBatchNeverHasMoreThanItsSize() {
        int size = 0;
        while (gathered.hasRoom()) {
            gathered.add(ONE, 0, size + Gathered.pollSize(80), entries(size, Gathered.pollSize(80)), 0);
            size += Gathered.pollSize(80);
        }

        assertThat(gathered.next().size()).isEqualTo(80);
    }

    @Test
    void aBatchOfOneIsPossible() {
        Gathered single = new Gathered(1);
        assertThat(single.hasRoom()).isTrue();

        single.add(ONE, 0, Gathered.pollSize(1), entries(0, 1), 0);

        assertThat(single.hasRoom()).isFalse();
    }

    @Test
    void largeRecordsEndABatchEarly() {
        gathered.add(ONE, 0, 1, entries(0, 1), 16 << 20);

        assertThat(gathered.hasRoom()).isFalse();
        gathered.clear();
        assertThat(gathered.hasRoom()).isTrue();
    }

    @Test
    void aPositionWithoutEntriesIsABatch() {
        gathered.add(ONE, 3, 3, List.of(), 0);
        assertThat(gathered.isEmpty()).isTrue();

        gathered.add(ONE, 3, 4, List.of(), 0);

        assertThat(gathered.next().partitions())
                .extracting(PartitionBatch::nextOffset)
                .containsExactly(4L);
    }
}
