package io.instancebus.command.state;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.command.state.avro.StoredChange;
import io.instancebus.command.state.avro.StoredLately;
import io.instancebus.command.state.avro.StoredRun;
import io.instancebus.command.state.avro.StoredWaiting;
import io.instancebus.command.state.avro.StoredWatch;
import io.instancebus.command.state.avro.StoredWork;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.Work;
import io.instancebus.mapping.CommandMapping;
import java.nio.ByteBuffer;

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
                work.sweeps().stream().map(SweepMapping::stored).toList(),
                stored(work.watch()),
                work.forgetAt(),
                work.upSince(),
                work.lately() == null ? null : stored(work.lately()));
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
                stored.getSweeps().stream().map(SweepMapping::sweep).toList(),
                watch(stored.getWatch()),
                stored.getForgetAt(),
                stored.getUpSince(),
                stored.getLately() == null ? null : lately(stored.getLately()));
    }

    private StoredChange stored(Work.Change change) {
        return new StoredChange(
                stored(change.command()),
                change.deadline(),
                change.attempt(),
                change.failures(),
                PhaseMapping.stored(change.phase()),
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
                PhaseMapping.phase(stored.getPhase()),
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
                PhaseMapping.stored(run.phase()),
                run.answered(),
                run.failingSince(),
                run.stalled());
    }

    private Work.Run run(StoredRun stored) {
        return new Work.Run(
                command(stored.getCommand()),
                stored.getDeadline(),
                stored.getAttempt(),
                stored.getFailures(),
                PhaseMapping.attempt(stored.getPhase(), stored.getDeadline()),
                stored.getAnswered(),
                stored.getFailingSince(),
                stored.getStalled());
    }

    private static StoredLately stored(Work.Lately lately) {
        return new StoredLately(
                lately.type().name(),
                lately.actor(),
                lately.commandId().value(),
                lately.correlationId(),
                lately.until());
    }

    private static Work.Lately lately(StoredLately stored) {
        return new Work.Lately(
                CommandType.valueOf(stored.getType()),
                stored.getActor(),
                new CommandId(stored.getCommandId()),
                stored.getCorrelationId(),
                stored.getUntil());
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
        return ByteBuffer.wrap(commands.write(CommandMapping.toAvro(command)));
    }

    private Command command(ByteBuffer stored) {
        return CommandMapping.accepted(commands.read(stored));
    }
}
