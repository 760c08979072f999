package io.instancebus.domain;

import io.instancebus.domain.Work.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the one lifecycle change of an instance begins, makes way and ends; one at a time, the others wait. */
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

    /** Nothing can be done with what has no native id, except to look for it, and destroy it if it is found. */
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

    /** A destroy goes first: what waits is superseded, and so is what is in flight, if that leaves nothing behind. */
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

    /** A destroy that waited for a create to get a native id need wait no longer. */
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

    /** Nobody knows whether the provider carried it out. */
    void loseOutcome(Change change, Phase.Issued issued, String reason) {
        if (change.type() == CommandType.REBOOT) {
            endUnknown(reason, "the instance is looked at; reboot it again if it is as before");
            return;
        }
        draft.change = change.in(issued.loseOutcome(settled(change)));
        draft.missed(0);
        draft.lookAfresh(Duration.ZERO);
    }

    /** A create is not repeated before its absence proves something; what else there is can be repeated at once. */
    private Instant settled(Change change) {
        if (change.type() != CommandType.CREATE) {
            return draft.now.plus(draft.policy.pause(change.failures()));
        }
        // Until nobody can be at work on it any more, its absence proves nothing.
        Instant settled = draft.now.plus(draft.policy.settlement());
        Instant leaseExpiresAt = draft.leaseExpiresAt();
        return settled.isAfter(leaseExpiresAt) ? settled : leaseExpiresAt;
    }

    /** The change failed; a create leaves an instance in ERROR, where it can be seen and destroyed. */
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

    /** The change did what it was to do. */
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

    /** Begins the next command that waits, if it is still legal. */
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

    /** The instance is no more: everything that still waits is answered. */
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

    /** Only a create and a destroy lead there. */
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

    /** Something was seen to move, or not. */
    void saw(String progress) {
        Change change = draft.change;
        if (change != null && !progress.equals(change.progress())) {
            draft.change = moved(change, progress);
        }
    }

    /** A create of unknown outcome was seen at the provider: it is waited for like any other. */
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

    /** Something moved: patience begins anew. */
    Change moved(Change change, String what) {
        return change.moved(what, draft.now, draft.now.plus(draft.policy.stallAfter()));
    }

    private Change fresh(Command command, Instant deadline, int attempt, Phase phase) {
        Instant patienceUntil = draft.now.plus(draft.policy.stallAfter());
        return new Change(command, deadline, attempt, 0, phase, draft.now, null, false, patienceUntil);
    }
}
