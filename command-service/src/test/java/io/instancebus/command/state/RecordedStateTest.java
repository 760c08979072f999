package io.instancebus.command.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Aggregate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What any release has ever kept is read by this one, as it was meant; README.md beside the sets says how to add one. */
class RecordedStateTest {
    private static final long SEED = 12;

    private final AggregateCodec codec = new AggregateCodec();

    @Test
    void whatEveryReleaseHasWrittenIsReadAsItWasMeant() throws Exception {
        for (Path set : RecordedState.sets()) {
            List<RecordedState> states = RecordedState.read(set);
            assertThat(states).as(set.toString()).hasSizeGreaterThan(20);
            for (RecordedState state : states) {
                KeptInstance read = codec.decodeWhole(state.bytes());
                String place = set.getFileName() + ", " + state.name();
                assertThat(RecordedState.text(read)).as(place).isEqualTo(state.text());
                assertThat(codec.dueAt(state.bytes()))
                        .as(place)
                        .isEqualTo(read.aggregate().dueAt());
                assertThat(codec.decodeWhole(codec.encode(read))).as(place).isEqualTo(read);
            }
        }
    }

    /** Version 1 had no due time in front; otherwise it was the same as version 2. */
    @Test
    void theFirstVersionIsReadToo() throws Exception {
        for (RecordedState second : RecordedState.read(RecordedState.set("version-2"))) {
            byte[] first = new byte[second.bytes().length - Long.BYTES];
            first[0] = 1;
            System.arraycopy(second.bytes(), 1 + Long.BYTES, first, 1, first.length - 1);
            Aggregate read = codec.decode(first);
            assertThat(Readable.of((Record) read)).as(second.name()).isEqualTo(second.text());
            assertThat(codec.dueAt(first)).as(second.name()).isEqualTo(read.dueAt());
        }
    }

    @Test
    void everyVersionFromTheSecondOnIsRecorded() throws Exception {
        Set<Byte> versions = new TreeSet<>();
        for (Path set : RecordedState.sets()) {
            RecordedState.read(set).forEach(state -> versions.add(state.bytes()[0]));
        }
        for (byte version = 2; version <= StateSchemas.CURRENT; version++) {
            assertThat(versions).contains(version);
        }
    }

    @Test
    void everyFormThatIsWrittenNowIsRecorded() throws Exception {
        Set<String> recorded = new TreeSet<>();
        for (Path set : RecordedState.sets()) {
            for (RecordedState state : RecordedState.read(set)) {
                if (state.bytes()[0] == StateSchemas.CURRENT) {
                    recorded.addAll(Recorder.forms(codec.decode(state.bytes())));
                }
            }
        }
        RandomAggregates aggregates = new RandomAggregates(4711);
        Set<String> written = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            written.addAll(Recorder.forms(aggregates.next()));
        }
        assertThat(recorded)
                .as("forms that are recorded; record a new set, as README.md beside the sets says")
                .containsAll(written);
    }

    @Test
    void theGeneratorReachesEveryKindOfCommandInEveryPhase() {
        RandomAggregates aggregates = new RandomAggregates(4711);
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            names.add(Recorder.name(aggregates.next()));
        }
        assertThat(names)
                .as("5 kinds of change in 4 phases, no change, and a remnant")
                .hasSize(22);
    }

    @Test
    @EnabledIfSystemProperty(named = "state.record", matches = "[a-z0-9.-]+")
    void recordASet() throws IOException {
        Path set = RecordedState.set(System.getProperty("state.record"));
        assertThat(set).as("a set that is recorded is never recorded again").doesNotExist();
        RecordedState.write(set, Recorder.record(codec, SEED));
    }

    /** After a rename in the domain: the same bytes, and what they read as in the new words. */
    @Test
    @EnabledIfSystemProperty(named = "state.reword", matches = "true")
    void sayInNewWordsWhatTheSetsReadAs() throws IOException {
        for (Path set : RecordedState.sets()) {
            List<RecordedState> reworded = new ArrayList<>();
            for (RecordedState state : RecordedState.read(set)) {
                reworded.add(RecordedState.of(state.name(), state.bytes(), codec.decodeWhole(state.bytes())));
            }
            RecordedState.write(set, reworded);
        }
    }
}
