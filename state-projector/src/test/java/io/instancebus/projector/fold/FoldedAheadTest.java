package io.instancebus.projector.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.projector.Events;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FoldedAheadTest {
    private static final List<InstanceEvent> LIFE = Events.life("i1", "web");

    private static Batch batch(List<InstanceEvent> events) {
        List<Entry> entries = new ArrayList<>();
        for (InstanceEvent event : events) {
            entries.add(new Entry.OfInstance(entries.size(), event, EventBodies.text(event)));
        }
        return new Batch(List.of(new PartitionBatch(new LogPartition("events", 0), 0, entries.size(), entries)));
    }

    private static Known version(long version) {
        return new Known(Map.of("i1", version), Set.of(), Set.of());
    }

    @Test
    void itHoldsIfTheViewHasTheEventsBefore() {
        assertThat(FoldedAhead.of(batch(LIFE)).holds(new Known(Map.of(), Set.of(), Set.of())))
                .isTrue();
        assertThat(FoldedAhead.of(batch(LIFE.subList(4, 9))).holds(version(4))).isTrue();
    }

    @Test
    void itDoesNotHoldIfTheViewHasFewerOrMore() {
        FoldedAhead ahead = FoldedAhead.of(batch(LIFE.subList(4, 9)));

        assertThat(ahead.holds(version(3))).isFalse();
        assertThat(ahead.holds(version(5))).isFalse();
        assertThat(ahead.holds(new Known(Map.of(), Set.of(), Set.of()))).isFalse();
    }

    @Test
    void itDoesNotHoldForAnInstanceThatIsSetAside() {
        FoldedAhead ahead = FoldedAhead.of(batch(LIFE.subList(4, 9)));

        assertThat(ahead.holds(new Known(Map.of("i1", 4L), Set.of(), Set.of("i1"))))
                .isFalse();
        assertThat(ahead.holds(new Known(Map.of("i1", 4L), Set.of(), Set.of("another"))))
                .isTrue();
    }

    @Test
    void itDoesNotHoldIfTheHistoryHasARejectionAlready() {
        FoldedAhead ahead = FoldedAhead.of(batch(LIFE));

        assertThat(ahead.holds(new Known(Map.of(), Set.of("rejected"), Set.of())))
                .isFalse();
    }

    @Test
    void whereItHoldsItIsTheFoldWithWhatTheViewHas() {
        Random random = new Random(65);
        int held = 0;
        for (int round = 0; round < 2_000; round++) {
            List<InstanceEvent> events = new ArrayList<>();
            int from = random.nextInt(4);
            for (int number = from; number < from + 5; number++) {
                if (random.nextInt(12) > 0) {
                    events.add(LIFE.get(random.nextInt(12) == 0 ? random.nextInt(LIFE.size()) : number));
                }
            }
            Known known = new Known(
                    random.nextInt(5) == 0 ? Map.of() : Map.of("i1", (long) random.nextInt(5)),
                    Set.of(),
                    random.nextInt(5) == 0 ? Set.of("i1") : Set.of());
            FoldedAhead ahead = FoldedAhead.of(batch(events));

            if (ahead.holds(known)) {
                held++;
                assertThat(ahead.folded()).isEqualTo(Fold.of(batch(events), known));
            }
        }
        assertThat(held).isPositive();
    }
}
