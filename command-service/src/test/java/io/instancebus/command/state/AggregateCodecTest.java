package io.instancebus.command.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.schemas.header.TraceParent;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
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
            KeptInstance kept = new KeptInstance(aggregate, traces(aggregate));
            assertThat(codec.decodeWhole(codec.encode(kept))).isEqualTo(kept);
        }
    }

    private static CommandTraces traces(Aggregate aggregate) {
        CommandTraces traces = CommandTraces.NONE;
        if (aggregate instanceof Aggregate.Live live) {
            for (CommandId id : live.work().commandIds()) {
                traces = traces.with(id, TraceParent.start(id.value().length() % 2 == 0));
            }
        }
        return traces;
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

    /** What the code of version 4 wrote, as it was before the traces of commands were kept. */
    @Test
    void theFourthVersionIsStillRead() throws Exception {
        RandomAggregates aggregates = new RandomAggregates(3);
        for (byte[] fourth : written("version-4.txt")) {
            Aggregate aggregate = aggregates.next();
            assertThat(codec.decodeWhole(fourth)).isEqualTo(new KeptInstance(aggregate, CommandTraces.NONE));
            assertThat(codec.dueAt(fourth)).isEqualTo(aggregate.dueAt());
        }
    }

    /** What the code of version 3 wrote, as it was before strays were destroyed as long as it takes. */
    @Test
    void theThirdVersionIsStillRead() throws Exception {
        RandomAggregates aggregates = RandomAggregates.ofVersion3(3);
        for (byte[] third : written("version-3.txt")) {
            Aggregate aggregate = aggregates.next();
            assertThat(codec.decode(third)).isEqualTo(aggregate);
            assertThat(codec.dueAt(third)).isEqualTo(aggregate.dueAt());
        }
    }

    /** What the code of version 2 wrote, as it was before passwords of administrators were kept. */
    @Test
    void theSecondVersionIsStillRead() throws Exception {
        RandomAggregates aggregates = RandomAggregates.ofVersion2(3);
        for (byte[] second : written("version-2.txt")) {
            Aggregate aggregate = aggregates.next();
            assertThat(codec.decode(second)).isEqualTo(aggregate);
            assertThat(codec.dueAt(second)).isEqualTo(aggregate.dueAt());
        }
    }

    /** Version 1 had no due time in front; otherwise it was the same as version 2. */
    @Test
    void theFirstVersionIsStillRead() throws Exception {
        RandomAggregates aggregates = RandomAggregates.ofVersion2(3);
        for (byte[] second : written("version-2.txt")) {
            Aggregate aggregate = aggregates.next();
            byte[] first = new byte[second.length - Long.BYTES];
            first[0] = 1;
            System.arraycopy(second, 1 + Long.BYTES, first, 1, first.length - 1);
            assertThat(codec.decode(first)).isEqualTo(aggregate);
            assertThat(codec.dueAt(first)).isEqualTo(aggregate.dueAt());
        }
    }

    private static List<byte[]> written(String name) throws Exception {
        URL resource = Objects.requireNonNull(AggregateCodecTest.class.getResource(name));
        List<String> lines = Files.readAllLines(Path.of(resource.toURI()));
        assertThat(lines).hasSizeGreaterThan(30);
        return lines.stream().map(Base64.getDecoder()::decode).toList();
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
    void damageIsNoticed() {
        byte[] whole = codec.encode(new RandomAggregates(2).next());
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length - 3)))
                .isInstanceOf(UnreadableState.class);
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(UnreadableState.class);
        assertThatThrownBy(() -> codec.decode(new byte[0])).isInstanceOf(UnreadableState.class);
    }
}
