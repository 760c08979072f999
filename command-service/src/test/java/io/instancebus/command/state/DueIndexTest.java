package io.instancebus.command.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.InstanceId;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DueIndexTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SortedStore store = new SortedStore();
    private final DueIndex index = new DueIndex(store);

    @Test
    void aLookCostsWhatIsDueAndNotWhatExistsOrEverExisted() {
        for (int i = 0; i < 10_000; i++) {
            index.put(NOON.plusSeconds(3_600 + i), new InstanceId("later-" + i));
        }
        for (int i = 0; i < 10_000; i++) {
            index.put(NOON.minusSeconds(10_000 - i), new InstanceId("due-" + i));
        }
        for (int round = 0; round < 20; round++) {
            store.steps = 0;
            List<DueIndex.Due> due = index.upTo(NOON, 500);
            assertThat(due).hasSize(500);
            assertThat(due).extracting(DueIndex.Due::id).contains(new InstanceId("due-" + round * 500));
            due.forEach(each -> index.remove(each.at(), each.id()));
            assertThat(store.steps).as("entries stepped over").isLessThan(1_100);
        }
        for (int tick = 0; tick < 100; tick++) {
            store.steps = 0;
            assertThat(index.upTo(NOON.plusSeconds(tick), 500)).isEmpty();
            assertThat(store.steps)
                    .as("steps when nothing is due, tick %s", tick)
                    .isLessThan(tick == 0 ? 600 : 5);
        }
        assertThat(index.earliest()).isEqualTo(NOON.plusSeconds(3_600));
    }

    @Test
    void whatIsPutEarlierThanEverythingElseIsFound() {
        index.put(NOON, new InstanceId("a"));
        assertThat(index.upTo(NOON.minusSeconds(5), 10)).isEmpty();
        index.put(NOON.minusSeconds(10), new InstanceId("b"));
        assertThat(index.upTo(NOON.minusSeconds(5), 10))
                .containsExactly(new DueIndex.Due(NOON.minusSeconds(10), new InstanceId("b")));
    }

    @Test
    void anEmptyIndexHasNoEarliest() {
        assertThat(index.upTo(NOON, 10)).isEmpty();
        assertThat(index.earliest()).isNull();
        index.put(NOON, new InstanceId("a"));
        assertThat(index.earliest()).isEqualTo(NOON);
    }

    @Test
    void itGivesWhatAPlainListWouldGiveWhateverHappens() {
        Random random = new Random(99);
        TreeMap<String, Instant> plain = new TreeMap<>();
        Instant now = NOON;
        for (int i = 0; i < 20_000; i++) {
            String id = "i-" + random.nextInt(50);
            Instant before = plain.remove(id);
            if (before != null) {
                index.remove(before, new InstanceId(id));
            }
            if (random.nextInt(4) > 0) {
                Instant at = now.plusMillis(random.nextInt(2_000) - 200);
                plain.put(id, at);
                index.put(at, new InstanceId(id));
            }
            if (random.nextInt(10) == 0) {
                now = now.plusMillis(random.nextInt(500));
                assertSame(plain, now);
            }
        }
    }

    private void assertSame(TreeMap<String, Instant> plain, Instant now) {
        List<DueIndex.Due> due = index.upTo(now, 1_000);
        assertThat(due)
                .containsExactlyInAnyOrderElementsOf(plain.entrySet().stream()
                        .filter(entry -> !entry.getValue().isAfter(now))
                        .map(entry -> new DueIndex.Due(entry.getValue(), new InstanceId(entry.getKey())))
                        .toList());
        due.forEach(each -> {
            plain.remove(each.id().value());
            index.remove(each.at(), each.id());
        });
    }
}
