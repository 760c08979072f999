package io.instancebus.command.topology;

import io.instancebus.command.state.AggregateCodec;
import io.instancebus.command.state.Instances;
import io.instancebus.command.state.Stores;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Input;
import io.instancebus.domain.InstanceId;
import io.instancebus.schemas.header.TraceParent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** From what is kept of an instance and an input to all that follows; reads the stores and writes nothing. */
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

    /** @param commandId of the command that the input is, to be remembered; null where it is remembered already */
    Outcome take(InstanceId id, Input input, @Nullable CommandId commandId, @Nullable TraceParent trace, Instant now) {
        Aggregate before = instances.find(id);
        Decision decision = rule.decide(before, input, now);
        Aggregate next = decision.next();
        return new Outcome(
                outputs.of(decision, trace),
                change(id, before, next),
                commandId == null ? null : new Outcome.Remembered(id, commandId));
    }

    /** As {@link #take} for the passing of time; null when nothing is due. */
    @Nullable
    Outcome takeTime(InstanceId id, Instant now) {
        Aggregate before = instances.find(id);
        Instant dueAt = before == null ? null : before.dueAt();
        if (before == null || dueAt == null || dueAt.isAfter(now)) {
            return null;
        }
        Decision decision = rule.decide(before, new Input.TimePassed(), now);
        return new Outcome(outputs.of(decision, null), change(id, before, decision.next()), null);
    }

    private Outcome.@Nullable Change change(InstanceId id, @Nullable Aggregate before, @Nullable Aggregate next) {
        if (before == null && next == null) {
            return null;
        }
        boolean changed = next == null || !next.equals(before);
        return new Outcome.Change(
                id,
                changed,
                changed && next != null ? kept(next) : null,
                before == null ? null : before.dueAt(),
                next == null ? null : next.dueAt());
    }

    private Instances.Kept kept(Aggregate next) {
        byte[] state = codec.encode(next);
        if (state.length > Stores.MAX_ENTRY_BYTES) {
            throw new IllegalStateException("the state of instance " + next.id() + " would take " + state.length
                    + " bytes, more than the " + Stores.MAX_ENTRY_BYTES + " allowed");
        }
        return new Instances.Kept(next, state);
    }
}
