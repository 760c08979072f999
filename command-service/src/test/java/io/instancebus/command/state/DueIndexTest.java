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

    private final DueIndex index = new DueIndex();

    @Test
    void manyThatAreDueAreGivenEarliestFirstAndSoManyAtATime() {
        for (int i = 0; i < 10_000; i++) {
            index.set(new InstanceId("later-" + i), NOON.plusSeconds(3_600 + i));
            index.set(new InstanceId("due-" + i), NOON.minusSeconds(10_000 - i));
        }
        for (int round = 0; round < 20; round++) {
            List<DueIndex.Due> due = index.upTo(NOON, 500);
            assertThat(due).hasSize(500);
            assertThat(due.getFirst().id()).isEqualTo(new InstanceId("due-" + round * 500));
            due.forEach(each -> index.set(each.id(), null));
        }
        assertThat(index.upTo(NOON, 500)).isEmpty();
        assertThat(index.earliest()).isEqualTo(NOON.plusSeconds(3_600));
    }

    @Test
    void whatIsPutEarlierThanEverythingElseIsFound() {
        index.set(new InstanceId("a"), NOON);
        assertThat(index.upTo(NOON.minusSeconds(5), 10)).isEmpty();
        index.set(new InstanceId("b"), NOON.minusSeconds(10));
        assertThat(index.upTo(NOON.minusSeconds(5), 10))
                .containsExactly(new DueIndex.Due(NOON.minusSeconds(10), new InstanceId("b")));
    }

    @Test
    void anEmptyIndexHasNoEarliest() {
        assertThat(index.upTo(NOON, 10)).isEmpty();
        assertThat(index.earliest()).isNull();
        index.set(new InstanceId("a"), NOON);
        assertThat(index.earliest()).isEqualTo(NOON);
    }

    @Test
    void itGivesWhatAPlainListWouldGiveWhateverHappens() {
        Random random = new Random(99);
        TreeMap<String, Instant> plain = new TreeMap<>();
        Instant now = NOON;
        for (int i = 0; i < 20_000; i++) {
            String id = "i-" + random.nextInt(50);
            // Half of the time it is replaced without having been taken out.
            if (random.nextBoolean() && plain.remove(id) != null) {
                index.set(new InstanceId(id), null);
            }
            if (random.nextInt(4) > 0) {
                Instant at = now.plusMillis(random.nextInt(2_000) - 200);
                plain.put(id, at);
                index.set(new InstanceId(id), at);
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
            index.set(each.id(), null);
        });
    }
}
