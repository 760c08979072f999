package io.instancebus.domain;

import io.instancebus.domain.InFlight.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins, supersedes and ends the lifecycle operation of an instance. One is in flight at a time; the others wait in
 * the queue.
 */
final class OperationRules {
    private final Draft draft;

    OperationRules(Draft draft) {
        this.draft = draft;
    }

    /** Begins a command that was accepted and whose turn has come. */
    void begin(Command command, Instant deadline) {
        if (command.body() instanceof Command.InstanceAction && draft.instance().nativeId() == null) {
            seekFirst(command, deadline);
            return;
        }
        draft.recentSuccess = null;
        draft.operation = fresh(command, deadline, 1, Phase.issue(draft.leaseExpiresAt()));
        issue(command, 1);
    }

    /** Without a native id no action is possible, except a destroy, which first searches for the machine. */
    private void seekFirst(Command command, Instant deadline) {
        if (command.body().type() != CommandType.DESTROY) {
            Failure failure = Failure.of(FailureCategory.CONFLICT, "the provider's id of the instance is not known");
            draft.emit(
                    Attribution.to(command),
                    new Event.CommandFailed(command.body().type(), failure));
            next();
            return;
        }
        draft.operation = fresh(command, deadline, 0, Phase.seek());
        draft.missed(0);
        draft.requestObservation();
    }

    void issue(Command command, int attempt) {
        draft.issue(command, attempt, body(command));
    }

    private Task.Body body(Command command) {
        return switch (command.body()) {
            case Command.CreateInstance create ->
                new Task.Create(create, draft.instance().nativeId());
            case Command.InstanceAction action -> new Task.Act(action.action(), action.force(), nativeId());
            case Command.RunOnInstance run -> throw new IllegalStateException("a run is no lifecycle change");
        };
    }

    private String nativeId() {
        String id = draft.instance().nativeId();
        if (id == null) {
            throw new IllegalStateException("an action was begun on an instance whose native id is not known");
        }
        return id;
    }

    /**
     * A destroy supersedes the commands in the queue, and the operation in flight too, if that leaves no machine
     * behind.
     */
    void makeWay(Command destroy) {
        Failure superseded =
                Failure.of(FailureCategory.CONFLICT, "superseded by destroy, command " + destroy.commandId());
        failWaiting(superseded);
        Operation operation = draft.operation;
        if (operation != null && !mustBeAwaited(operation)) {
            draft.emit(
                    Attribution.to(operation.command(), destroy.commandId().value()),
                    new Event.CommandFailed(operation.type(), superseded));
            draft.operation = null;
        }
    }

    private boolean mustBeAwaited(Operation operation) {
        return operation.command().body() instanceof Command.CreateInstance
                && draft.instance().nativeId() == null
                && switch (operation.phase()) {
                    case Phase.Issued issued -> true;
                    case Phase.OutcomeUnknown unknown -> true;
                    case Phase.Deferred deferred -> false;
                    case Phase.Accepted accepted -> false;
                };
    }

    private void failWaiting(Failure failure) {
        List<InFlight.QueuedCommand> waiting = List.copyOf(draft.queue);
        draft.queue.clear();
        for (InFlight.QueuedCommand one : waiting) {
            Command command = one.command();
            draft.emit(
                    Attribution.to(command),
                    new Event.CommandFailed(command.body().type(), failure));
        }
    }

    /** Begins a destroy that waited until the create had a native id. */
    void giveWayToDestroy() {
        draft.queue.stream()
                .map(InFlight.QueuedCommand::command)
                .filter(waiting -> waiting.body().type() == CommandType.DESTROY)
                .findFirst()
                .ifPresent(destroy -> {
                    InFlight.QueuedCommand waiting = draft.queue.removeFirst();
                    makeWay(destroy);
                    begin(destroy, waiting.deadline());
                });
    }

    /** It is not known whether the provider carried out the operation. */
    void loseOutcome(Operation operation, Phase.Issued issued, String reason) {
        if (operation.type() == CommandType.REBOOT) {
            endUnknown(reason, "wait for the next observation of the instance; reboot it again if nothing has changed");
            return;
        }
        draft.operation = operation.in(issued.loseOutcome(settled(operation)));
        draft.missed(0);
        draft.observeAfresh(Duration.ZERO);
    }

    /**
     * When the outcome of the operation can be settled. A create is repeated only when the absence of its machine
     * proves something; all other changes can be repeated after a pause.
     */
    private Instant settled(Operation operation) {
        if (operation.type() != CommandType.CREATE) {
            return draft.now.plus(draft.policy.pause(operation.failures()));
        }
        // While a worker may still work on the create, the absence of its machine proves nothing.
        Instant settled = draft.now.plus(draft.policy.settlement());
        Instant leaseExpiresAt = draft.leaseExpiresAt();
        return settled.isAfter(leaseExpiresAt) ? settled : leaseExpiresAt;
    }

    /** Fails the operation. After a create the instance stays, in ERROR, where it can be seen and destroyed. */
    void fail(Failure failure, Cause cause) {
        Operation operation = current();
        Attribution why = Attribution.to(operation.command(), Draft.taskId(operation.command()));
        if (operation.command().body() instanceof Command.CreateInstance) {
            draft.become(InstanceState.ERROR, why, cause, failure.message(), failure);
        }
        draft.emit(why, new Event.CommandFailed(operation.type(), failure));
        end();
    }

    void endUnknown(String reason, String nextStep) {
        Operation operation = current();
        draft.emit(
                Attribution.to(operation.command(), Draft.taskId(operation.command())),
                new Event.CommandOutcomeUnknown(operation.type(), reason, nextStep));
        end();
    }

    /** The operation succeeded. */
    void succeed(String causationId) {
        Operation operation = current();
        draft.emit(Attribution.to(operation.command(), causationId), new Event.CommandSucceeded(operation.type()));
        draft.operation = null;
        draft.recentSuccess = InFlight.RecentSuccess.of(
                operation.command(), draft.now.plus(draft.policy.longestLook().multipliedBy(2)));
        if (operation.type() == CommandType.REBOOT) {
            draft.upSince = draft.now;
        }
        draft.stopObserving();
        next();
    }

    private void end() {
        draft.operation = null;
        draft.observeAfresh(draft.policy.firstLook());
        next();
    }

    /** Begins the next command in the queue that is still legal. */
    private void next() {
        while (draft.operation == null && !draft.queue.isEmpty()) {
            InFlight.QueuedCommand waiting = draft.queue.removeFirst();
            Command command = waiting.command();
            Optional<Failure> failure = hindrance(waiting);
            if (failure.isPresent()) {
                draft.emit(
                        Attribution.to(command),
                        new Event.CommandFailed(command.body().type(), failure.get()));
            } else {
                begin(command, waiting.deadline());
            }
        }
    }

    private Optional<Failure> hindrance(InFlight.QueuedCommand waiting) {
        if (draft.leaseExpiresAt().isAfter(waiting.deadline())) {
            return Optional.of(Failure.of(FailureCategory.TIMEOUT, "its turn came too late for its deadline"));
        }
        return draft.legal
                .whyIllegal(draft.state(), waiting.command().body().type())
                .map(reason -> Failure.of(FailureCategory.CONFLICT, "when its turn came: " + reason));
    }

    /** Finishes the instance and answers all open commands. */
    void finish(Cause cause, @Nullable String reason, @Nullable Failure failure) {
        Operation operation = draft.operation;
        draft.become(InstanceState.FINISH, whoEndedIt(operation), cause, reason, failure);
        if (operation != null) {
            draft.emit(Attribution.to(operation.command()), lastAnswer(operation, failure));
            draft.operation = null;
        }
        failWaiting(Failure.of(FailureCategory.CONFLICT, "the instance is finished"));
        new RunRules(draft).finish();
        draft.stopObserving();
        draft.forgetAt = draft.now.plus(draft.policy.forgetAfter());
    }

    /** Only a create or a destroy leads to FINISH. */
    private static Attribution whoEndedIt(@Nullable Operation operation) {
        return operation != null && (operation.type() == CommandType.CREATE || operation.type() == CommandType.DESTROY)
                ? Attribution.to(operation.command())
                : Attribution.toNobody("observation");
    }

    private static Event.Body lastAnswer(Operation operation, @Nullable Failure failure) {
        CommandType type = operation.type();
        if (type == CommandType.DESTROY) {
            return new Event.CommandSucceeded(type);
        }
        Failure why = failure != null
                ? failure
                : Failure.of(FailureCategory.NOT_FOUND, "the provider says that the instance is gone");
        return new Event.CommandFailed(type, why);
    }

    /** Takes what an observation saw as progress, if it differs from the last observation. */
    void saw(String progress) {
        Operation operation = draft.operation;
        if (operation != null && !progress.equals(operation.progress())) {
            draft.operation = moved(operation, progress);
        }
    }

    /** A watcher saw the machine of a create of unknown outcome: from now on the create is awaited like any other. */
    void adopted(Operation operation, Phase.OutcomeUnknown unknown) {
        draft.operation = operation.in(unknown.accepted());
        giveWayToDestroy();
    }

    Operation current() {
        Operation operation = draft.operation;
        if (operation == null) {
            throw new IllegalStateException("no change is in flight");
        }
        return operation;
    }

    /** Records progress, which restarts the patience. */
    Operation moved(Operation operation, String what) {
        return operation.moved(what, draft.now, draft.now.plus(draft.policy.stallAfter()));
    }

    private Operation fresh(Command command, Instant deadline, int attempt, Phase phase) {
        Instant patienceUntil = draft.now.plus(draft.policy.stallAfter());
        return new Operation(command, deadline, attempt, 0, phase, draft.now, null, false, patienceUntil);
    }
}
