package io.instancebus.command.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.domain.Aggregate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AggregateCodecTest {
    private final AggregateCodec codec = new AggregateCodec();

    @Test
    void whatIsKeptComesBackAsItWas() {
        RandomAggregates aggregates = new RandomAggregates(4711);
        Set<Object> shapes = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            Aggregate aggregate = aggregates.next();
            assertThat(codec.decode(codec.encode(aggregate))).isEqualTo(aggregate);
            assertThat(codec.dueAt(codec.encode(aggregate))).isEqualTo(aggregate.dueAt());
            shapes.add(shape(aggregate));
        }
        assertThat(shapes).as("each phase of a change, none, and a remnant").hasSize(6);
    }

    private static Object shape(Aggregate aggregate) {
        return aggregate instanceof Aggregate.Live live
                ? live.work().change() == null
                        ? "no change"
                        : live.work().change().phase().getClass()
                : "remnant";
    }

    @Test
    void theSchemasOfTheVersionThatIsWrittenAreFrozen() {
        assertThat(StateSchemas.of(StateSchemas.CURRENT))
                .as("a change of a stored schema needs a new version beside the old one, see StateSchemas")
                .isEqualTo(StateSchemas.current());
    }

    /** Version 1 had no due time in front; otherwise it was the same. */
    @Test
    void theFirstVersionIsStillRead() {
        RandomAggregates aggregates = new RandomAggregates(3);
        for (int i = 0; i < 200; i++) {
            Aggregate aggregate = aggregates.next();
            byte[] now = codec.encode(aggregate);
            byte[] first = new byte[now.length - Long.BYTES];
            first[0] = 1;
            System.arraycopy(now, 1 + Long.BYTES, first, 1, first.length - 1);
            assertThat(codec.decode(first)).isEqualTo(aggregate);
            assertThat(codec.dueAt(first)).isEqualTo(aggregate.dueAt());
        }
    }

    @Test
    void aLaterVersionIsNotGuessedAt() {
        byte[] later = codec.encode(new RandomAggregates(1).next());
        later[0] = StateSchemas.CURRENT + 1;
        assertThatThrownBy(() -> codec.decode(later))
                .isInstanceOf(UnreadableState.class)
                .hasMessageContaining("version 3");
    }

    @Test
    void whatCannotBeReadIsDueSoThatItIsNoticed() {
        byte[] later = codec.encode(new RandomAggregates(1).next());
        later[0] = StateSchemas.CURRENT + 1;
        assertThat(codec.dueAt(later)).isEqualTo(Instant.EPOCH);
        assertThat(codec.dueAt(new byte[0])).isEqualTo(Instant.EPOCH);
        assertThat(codec.dueAt(new byte[] {StateSchemas.CURRENT, 1})).isEqualTo(Instant.EPOCH);
    }

    @Test
    void damageIsNoticed() {
        byte[] whole = codec.encode(new RandomAggregates(2).next());
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length - 3)))
                .isInstanceOf(UnreadableState.class);
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(UnreadableState.class);
        assertThatThrownBy(() -> codec.decode(new byte[0])).isInstanceOf(UnreadableState.class);
    }
}
