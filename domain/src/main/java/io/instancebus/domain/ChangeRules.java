package io.instancebus.domain;

import io.instancebus.domain.Work.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins, supersedes and ends the lifecycle change of an instance. One is in flight at a time; the others wait in the
 * queue.
 */
final class ChangeRules {
    private final Draft draft;

    ChangeRules(Draft draft) {
        this.draft = draft;
    }

    /** Begins a command that was accepted and whose turn has come. */
    void begin(Command command, Instant deadline) {
        if (command.body() instanceof Command.InstanceAction && draft.instance().nativeId() == null) {
            seekFirst(command, deadline);
            return;
        }
        draft.lately = null;
        draft.change = fresh(command, deadline, 1, Phase.issue(draft.leaseExpiresAt()));
        issue(command, 1);
    }

    /** Without a native id no action is possible, except a destroy, which first looks for the machine. */
    private void seekFirst(Command command, Instant deadline) {
        if (command.body().type() != CommandType.DESTROY) {
            Failure failure = Failure.of(FailureCategory.CONFLICT, "the provider's id of the instance is not known");
            draft.emit(
                    Attribution.to(command),
                    new Event.CommandFailed(command.body().type(), failure));
            next();
            return;
        }
        draft.change = fresh(command, deadline, 0, Phase.seek());
        draft.missed(0);
        draft.look();
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
     * A destroy supersedes the commands in the queue, and the change in flight too, if that leaves no machine behind.
     */
    void makeWay(Command destroy) {
        Failure superseded =
                Failure.of(FailureCategory.CONFLICT, "superseded by destroy, command " + destroy.commandId());
        failWaiting(superseded);
        Change change = draft.change;
        if (change != null && !mustBeAwaited(change)) {
            draft.emit(
                    Attribution.to(change.command(), destroy.commandId().value()),
                    new Event.CommandFailed(change.type(), superseded));
            draft.change = null;
        }
    }

    private boolean mustBeAwaited(Change change) {
        return change.command().body() instanceof Command.CreateInstance
                && draft.instance().nativeId() == null
                && switch (change.phase()) {
                    case Phase.Issued issued -> true;
                    case Phase.OutcomeUnknown unknown -> true;
                    case Phase.Deferred deferred -> false;
                    case Phase.Accepted accepted -> false;
                };
    }

    private void failWaiting(Failure failure) {
        List<Work.Waiting> waiting = List.copyOf(draft.queue);
        draft.queue.clear();
        for (Work.Waiting one : waiting) {
            Command command = one.command();
            draft.emit(
                    Attribution.to(command),
                    new Event.CommandFailed(command.body().type(), failure));
        }
    }

    /** Begins a destroy that waited until the create had a native id. */
    void giveWayToDestroy() {
        draft.queue.stream()
                .map(Work.Waiting::command)
                .filter(waiting -> waiting.body().type() == CommandType.DESTROY)
                .findFirst()
                .ifPresent(destroy -> {
                    Work.Waiting waiting = draft.queue.removeFirst();
                    makeWay(destroy);
                    begin(destroy, waiting.deadline());
                });
    }

    /** It is not known whether the provider carried out the change. */
    void loseOutcome(Change change, Phase.Issued issued, String reason) {
        if (change.type() == CommandType.REBOOT) {
            endUnknown(reason, "wait for the next observation of the instance; reboot it again if nothing has changed");
            return;
        }
        draft.change = change.in(issued.loseOutcome(settled(change)));
        draft.missed(0);
        draft.lookAfresh(Duration.ZERO);
    }

    /**
     * When the outcome of the change can be settled. A create is repeated only when the absence of its machine proves
     * something; all other changes can be repeated after a pause.
     */
    private Instant settled(Change change) {
        if (change.type() != CommandType.CREATE) {
            return draft.now.plus(draft.policy.pause(change.failures()));
        }
        // While a worker may still work on the create, the absence of its machine proves nothing.
        Instant settled = draft.now.plus(draft.policy.settlement());
        Instant leaseExpiresAt = draft.leaseExpiresAt();
        return settled.isAfter(leaseExpiresAt) ? settled : leaseExpiresAt;
    }

    /** Fails the change. After a create the instance stays, in ERROR, where it can be seen and destroyed. */
    void fail(Failure failure, Cause cause) {
        Change change = current();
        Attribution why = Attribution.to(change.command(), Draft.taskId(change.command()));
        if (change.command().body() instanceof Command.CreateInstance) {
            draft.become(InstanceState.ERROR, why, cause, failure.message(), failure);
        }
        draft.emit(why, new Event.CommandFailed(change.type(), failure));
        end();
    }

    void endUnknown(String reason, String nextStep) {
        Change change = current();
        draft.emit(
                Attribution.to(change.command(), Draft.taskId(change.command())),
                new Event.CommandOutcomeUnknown(change.type(), reason, nextStep));
        end();
    }

    /** The change succeeded. */
    void succeed(String causationId) {
        Change change = current();
        draft.emit(Attribution.to(change.command(), causationId), new Event.CommandSucceeded(change.type()));
        draft.change = null;
        draft.lately = Work.Lately.of(
                change.command(), draft.now.plus(draft.policy.longestLook().multipliedBy(2)));
        if (change.type() == CommandType.REBOOT) {
            draft.upSince = draft.now;
        }
        draft.lookNoMore();
        next();
    }

    private void end() {
        draft.change = null;
        draft.lookAfresh(draft.policy.firstLook());
        next();
    }

    /** Begins the next command in the queue that is still legal. */
    private void next() {
        while (draft.change == null && !draft.queue.isEmpty()) {
            Work.Waiting waiting = draft.queue.removeFirst();
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

    private Optional<Failure> hindrance(Work.Waiting waiting) {
        if (draft.leaseExpiresAt().isAfter(waiting.deadline())) {
            return Optional.of(Failure.of(FailureCategory.TIMEOUT, "its turn came too late for its deadline"));
        }
        return draft.legal
                .whyIllegal(draft.state(), waiting.command().body().type())
                .map(reason -> Failure.of(FailureCategory.CONFLICT, "when its turn came: " + reason));
    }

    /** Finishes the instance and answers all open commands. */
    void finish(Cause cause, @Nullable String reason, @Nullable Failure failure) {
        Change change = draft.change;
        draft.become(InstanceState.FINISH, whoEndedIt(change), cause, reason, failure);
        if (change != null) {
            draft.emit(Attribution.to(change.command()), lastAnswer(change, failure));
            draft.change = null;
        }
        failWaiting(Failure.of(FailureCategory.CONFLICT, "the instance is finished"));
        new RunRules(draft).finish();
        draft.lookNoMore();
        draft.forgetAt = draft.now.plus(draft.policy.forgetAfter());
    }

    /** Only a create or a destroy leads to FINISH. */
    private static Attribution whoEndedIt(@Nullable Change change) {
        return change != null && (change.type() == CommandType.CREATE || change.type() == CommandType.DESTROY)
                ? Attribution.to(change.command())
                : Attribution.toNobody("observation");
    }

    private static Event.Body lastAnswer(Change change, @Nullable Failure failure) {
        CommandType type = change.type();
        if (type == CommandType.DESTROY) {
            return new Event.CommandSucceeded(type);
        }
        Failure why = failure != null
                ? failure
                : Failure.of(FailureCategory.NOT_FOUND, "the provider says that the instance is gone");
        return new Event.CommandFailed(type, why);
    }

    /** Takes what a look saw as progress, if it differs from the last look. */
    void saw(String progress) {
        Change change = draft.change;
        if (change != null && !progress.equals(change.progress())) {
            draft.change = moved(change, progress);
        }
    }

    /** A watcher saw the machine of a create of unknown outcome: from now on the create is awaited like any other. */
    void adopted(Change change, Phase.OutcomeUnknown unknown) {
        draft.change = change.in(unknown.accepted());
        giveWayToDestroy();
    }

    Change current() {
        Change change = draft.change;
        if (change == null) {
            throw new IllegalStateException("no change is in flight");
        }
        return change;
    }

    /** Records progress, which restarts the patience. */
    Change moved(Change change, String what) {
        return change.moved(what, draft.now, draft.now.plus(draft.policy.stallAfter()));
    }

    private Change fresh(Command command, Instant deadline, int attempt, Phase phase) {
        Instant patienceUntil = draft.now.plus(draft.policy.stallAfter());
        return new Change(command, deadline, attempt, 0, phase, draft.now, null, false, patienceUntil);
    }
}
