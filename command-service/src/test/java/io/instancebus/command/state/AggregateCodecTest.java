package io.instancebus.command.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.command.state.avro.StoredAggregate;
import io.instancebus.command.state.avro.StoredRemnant;
import io.instancebus.domain.Aggregate;
import java.nio.ByteBuffer;
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

    @Test
    void theTracesOfCommandsComeBack() {
        RandomAggregates aggregates = new RandomAggregates(4712);
        for (int i = 0; i < 1_000; i++) {
            Aggregate aggregate = aggregates.next();
            KeptInstance kept = new KeptInstance(aggregate, Recorder.traced(aggregate));
            assertThat(codec.decodeWhole(codec.encode(kept))).isEqualTo(kept);
        }
    }

    private static Object shape(Aggregate aggregate) {
        return aggregate instanceof Aggregate.Live live
                ? live.inFlight().operation() == null
                        ? "no change"
                        : live.inFlight().operation().phase().getClass()
                : "remnant";
    }

    @Test
    void theSchemasOfTheVersionThatIsWrittenAreFrozen() {
        assertThat(StateSchemas.of(StateSchemas.CURRENT))
                .as("a change of a stored schema needs a new version beside the old one, see StateSchemas")
                .isEqualTo(StateSchemas.current());
    }

    @Test
    void aLaterVersionIsNotGuessedAt() {
        byte[] later = codec.encode(new RandomAggregates(1).next());
        later[0] = StateSchemas.CURRENT + 1;
        assertThatThrownBy(() -> codec.decode(later))
                .isInstanceOf(UnreadableState.class)
                .hasMessageContaining("version " + (StateSchemas.CURRENT + 1));
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
    void whatIsNotKnownHereIsNotGuessedAt() {
        Instant then = Instant.parse("2026-01-31T12:00:00Z");
        AvroBinary<StoredAggregate> stored = new AvroBinary<>(StoredAggregate.class, StoredAggregate.getClassSchema());
        byte[] tombstone =
                stored.write(new StoredAggregate(null, new StoredRemnant("i-1", 7L, "acc", "No Name", then)));
        byte[] first = ByteBuffer.allocate(1 + tombstone.length)
                .put((byte) 1)
                .put(tombstone)
                .array();
        assertThatThrownBy(() -> codec.decode(first))
                .isInstanceOf(UnreadableState.class)
                .hasRootCauseMessage("\"No Name\" is no name of a provider type: a lower-case letter, then up to 39"
                        + " lower-case letters, digits and hyphens");
        assertThat(codec.dueAt(first)).isEqualTo(Instant.EPOCH);
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
