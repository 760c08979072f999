package io.instancebus.command.state;

import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.InFlight;
import io.instancebus.schemas.header.TraceParent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Chooses, from a seed, aggregates that together take every form there is. */
final class Recorder {
    private static final int CANDIDATES = 20_000;

    private Recorder() {}

    static List<RecordedState> record(AggregateCodec codec, long seed) {
        List<RecordedState> states = new ArrayList<>();
        Set<String> known = new TreeSet<>();
        RandomAggregates aggregates = new RandomAggregates(seed);
        for (int i = 0; i < CANDIDATES; i++) {
            Aggregate aggregate = aggregates.next();
            if (known.addAll(forms(aggregate))) {
                states.add(recorded(codec, states.size() + 1, name(aggregate), aggregate));
            }
        }
        states.add(recorded(codec, states.size() + 1, "commands at their bounds", AtTheBounds.aggregate()));
        return states;
    }

    private static RecordedState recorded(AggregateCodec codec, int number, String name, Aggregate aggregate) {
        KeptInstance kept = new KeptInstance(aggregate, traced(aggregate));
        return RecordedState.of("%02d %s".formatted(number, name), codec.encode(kept), kept);
    }

    /** Each command that is under way in a trace of its own. */
    static CommandTraces traced(Aggregate aggregate) {
        CommandTraces traces = CommandTraces.NONE;
        if (aggregate instanceof Aggregate.Live live) {
            for (CommandId id : live.inFlight().commandIds()) {
                traces = traces.with(id, TraceParent.start(id.value().length() % 2 == 0));
            }
        }
        return traces;
    }

    /** Besides the forms of its parts, how far a operation of which kind has come. */
    static Set<String> forms(Aggregate aggregate) {
        Set<String> forms = Readable.forms((Record) aggregate);
        if (aggregate instanceof Aggregate.Live) {
            forms.add(name(aggregate));
        }
        return forms;
    }

    static String name(Aggregate aggregate) {
        return switch (aggregate) {
            case Aggregate.Tombstone tombstone -> "remnant";
            case Aggregate.Live live -> name(live.inFlight().operation());
        };
    }

    private static String name(InFlight.@Nullable Operation operation) {
        return operation == null
                ? "no change"
                : operation.command().body().type() + " "
                        + operation.phase().getClass().getSimpleName();
    }
}
