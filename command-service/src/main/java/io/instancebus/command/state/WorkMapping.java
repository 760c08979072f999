package io.instancebus.command.state;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.command.mapping.CommandMapping;
import io.instancebus.command.state.avro.PhaseKind;
import io.instancebus.command.state.avro.StoredChange;
import io.instancebus.command.state.avro.StoredPhase;
import io.instancebus.command.state.avro.StoredRun;
import io.instancebus.command.state.avro.StoredWaiting;
import io.instancebus.command.state.avro.StoredWatch;
import io.instancebus.command.state.avro.StoredWork;
import io.instancebus.domain.Command;
import io.instancebus.domain.Work;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is under way, stored and back. */
final class WorkMapping {
    private final AvroBinary<InstanceCommand> commands;

    WorkMapping(AvroBinary<InstanceCommand> commands) {
        this.commands = commands;
    }

    StoredWork stored(Work work) {
        return new StoredWork(
                work.requestKey(),
                work.createdAt(),
                work.change() == null ? null : stored(work.change()),
                work.queue().stream()
                        .map(waiting -> new StoredWaiting(stored(waiting.command()), waiting.deadline()))
                        .toList(),
                work.runs().stream().map(this::stored).toList(),
                stored(work.watch()),
                work.forgetAt());
    }

    Work work(StoredWork stored) {
        return new Work(
                stored.getRequestKey(),
                stored.getCreatedAt(),
                stored.getChange() == null ? null : change(stored.getChange()),
                stored.getQueue().stream()
                        .map(waiting -> new Work.Waiting(command(waiting.getCommand()), waiting.getDeadline()))
                        .toList(),
                stored.getRuns().stream().map(this::run).toList(),
                watch(stored.getWatch()),
                stored.getForgetAt());
    }

    private StoredChange stored(Work.Change change) {
        return new StoredChange(
                stored(change.command()),
                change.deadline(),
                change.attempt(),
                change.failures(),
                stored(change.phase()),
                change.progressAt(),
                change.progress(),
                change.stalled(),
                change.nextPatienceAt());
    }

    private Work.Change change(StoredChange stored) {
        return new Work.Change(
                command(stored.getCommand()),
                stored.getDeadline(),
                stored.getAttempt(),
                stored.getFailures(),
                phase(stored.getPhase()),
                stored.getProgressAt(),
                stored.getProgress(),
                stored.getStalled(),
                stored.getNextPatienceAt());
    }

    private StoredRun stored(Work.Run run) {
        return new StoredRun(
                stored(run.command()),
                run.deadline(),
                run.attempt(),
                run.failures(),
                stored(run.phase()),
                run.answered());
    }

    private Work.Run run(StoredRun stored) {
        return new Work.Run(
                command(stored.getCommand()),
                stored.getDeadline(),
                stored.getAttempt(),
                stored.getFailures(),
                phase(stored.getPhase()),
                stored.getAnswered());
    }

    private static StoredPhase stored(Work.Phase phase) {
        return switch (phase) {
            case Work.Phase.Issued(boolean begun, Instant silentAt) ->
                new StoredPhase(PhaseKind.ISSUED, begun, silentAt);
            case Work.Phase.Postponed(Instant until) -> new StoredPhase(PhaseKind.POSTPONED, false, until);
            case Work.Phase.Submitted() -> new StoredPhase(PhaseKind.SUBMITTED, false, null);
            case Work.Phase.Unsure(Instant until) -> new StoredPhase(PhaseKind.UNSURE, false, until);
        };
    }

    private static Work.Phase phase(StoredPhase stored) {
        return switch (stored.getKind()) {
            case ISSUED -> new Work.Phase.Issued(stored.getBegun(), at(stored));
            case POSTPONED -> new Work.Phase.Postponed(at(stored));
            case SUBMITTED -> new Work.Phase.Submitted();
            case UNSURE -> new Work.Phase.Unsure(at(stored));
        };
    }

    private static Instant at(StoredPhase stored) {
        @Nullable Instant at = stored.getAt();
        if (at == null) {
            throw new UnreadableState("a stored " + stored.getKind() + " has no time");
        }
        return at;
    }

    private static StoredWatch stored(Work.Watch watch) {
        return new StoredWatch(
                watch.number(),
                watch.outstanding(),
                watch.nextAt(),
                watch.step(),
                watch.epoch(),
                watch.pass(),
                watch.misses());
    }

    private static Work.Watch watch(StoredWatch stored) {
        return new Work.Watch(
                stored.getNumber(),
                stored.getOutstanding(),
                stored.getNextAt(),
                stored.getStep(),
                stored.getEpoch(),
                stored.getPass(),
                stored.getMisses());
    }

    private ByteBuffer stored(Command command) {
        return ByteBuffer.wrap(commands.write(CommandMapping.avro(command)));
    }

    private Command command(ByteBuffer stored) {
        return CommandMapping.command(commands.read(stored));
    }
}
