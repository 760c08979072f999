package io.instancebus.command.topology;

import io.instancebus.command.state.AggregateCodec;
import io.instancebus.command.state.CommandTraces;
import io.instancebus.command.state.Instances;
import io.instancebus.command.state.KeptInstance;
import io.instancebus.command.state.Stores;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Input;
import io.instancebus.domain.InstanceId;
import io.instancebus.schemas.header.TraceParent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides about an input and encodes all that follows; reads the stores and writes nothing. */
final class Step {
    private final DecisionRule rule;
    private final Instances instances;
    private final AggregateCodec codec;
    private final Outputs outputs;

    Step(DecisionRule rule, Instances instances, AggregateCodec codec, Outputs outputs) {
        this.rule = rule;
        this.instances = instances;
        this.codec = codec;
        this.outputs = outputs;
    }

    /**
     * @param commandId the id of a new command, to be remembered; null for any other input
     * @param trace the trace of the input; null if it has none
     */
    Outcome take(InstanceId id, Input input, @Nullable CommandId commandId, @Nullable TraceParent trace, Instant now) {
        KeptInstance before = instances.find(id);
        CommandTraces traces = tracesOf(before);
        return outcome(
                id,
                before,
                rule.decide(before == null ? null : before.aggregate(), input, now),
                new Traces(commandId == null || trace == null ? traces : traces.with(commandId, trace), trace),
                commandId == null ? null : new Outcome.Remembered(id, commandId));
    }

    /** As {@link #take} for the passing of time; null if nothing is due. */
    @Nullable
    Outcome takeTime(InstanceId id, Instant now) {
        KeptInstance before = instances.find(id);
        Instant dueAt = before == null ? null : before.aggregate().dueAt();
        if (before == null || dueAt == null || dueAt.isAfter(now)) {
            return null;
        }
        Decision decision = rule.decide(before.aggregate(), new Input.TimePassed(), now);
        return outcome(id, before, decision, new Traces(before.traces(), null), null);
    }

    private static CommandTraces tracesOf(@Nullable KeptInstance instance) {
        return instance == null ? CommandTraces.NONE : instance.traces();
    }

    private Outcome outcome(
            InstanceId id,
            @Nullable KeptInstance before,
            Decision decision,
            Traces traces,
            Outcome.@Nullable Remembered remembered) {
        Aggregate next = decision.next();
        KeptInstance after =
                next == null ? null : new KeptInstance(next, traces.commands().underWay(next));
        return new Outcome(outputs.of(decision, traces), change(id, before, after), remembered);
    }

    private Outcome.@Nullable Change change(InstanceId id, @Nullable KeptInstance before, @Nullable KeptInstance next) {
        if (before == null && next == null) {
            return null;
        }
        boolean changed = next == null || !next.equals(before);
        return new Outcome.Change(
                id,
                changed,
                changed && next != null ? kept(next) : null,
                before == null ? null : before.aggregate().dueAt(),
                next == null ? null : next.aggregate().dueAt());
    }

    private Instances.Kept kept(KeptInstance next) {
        byte[] state = codec.encode(next);
        if (state.length > Stores.MAX_ENTRY_BYTES) {
            throw new IllegalStateException(
                    "the state of instance " + next.aggregate().id() + " would take " + state.length
                            + " bytes, more than the " + Stores.MAX_ENTRY_BYTES + " allowed");
        }
        return new Instances.Kept(next, state);
    }
}
