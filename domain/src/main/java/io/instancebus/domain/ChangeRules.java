package io.instancebus.domain;

import io.instancebus.domain.Work.Change;
import io.instancebus.domain.Work.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the one lifecycle change of an instance goes forward: by what workers report, and by time. */
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
        draft.change = new Change(
                command,
                deadline,
                1,
                0,
                new Phase.Issued(false, draft.silentAt()),
                draft.now,
                null,
                false,
                draft.now.plus(draft.policy.stallAfter()));
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
        draft.change = new Change(
                command,
                deadline,
                0,
                0,
                new Phase.Submitted(),
                draft.now,
                null,
                false,
                draft.now.plus(draft.policy.stallAfter()));
        draft.missed(0);
        draft.look();
    }

    private void issue(Command command, int attempt) {
        draft.issue(command, attempt, body(command));
    }

    private Task.Body body(Command command) {
        return switch (command.body()) {
            case Command.CreateInstance create -> new Task.Create(create);
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
                    new Event.CommandFailed(change.command().body().type(), superseded));
            draft.change = null;
        }
    }

    private boolean mustBeAwaited(Change change) {
        return change.command().body() instanceof Command.CreateInstance
                && draft.instance().nativeId() == null
                && switch (change.phase()) {
                    case Phase.Issued issued -> true;
                    case Phase.Unsure unsure -> true;
                    case Phase.Postponed postponed -> false;
                    case Phase.Submitted submitted -> false;
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

    /** A worker reported on the task of the change in flight. */
    void reported(Change change, Report.OfTask report) {
        boolean current = report.attempt() == change.attempt();
        boolean open = change.phase() instanceof Phase.Issued;
        switch (report) {
            case Report.Started started
            when current && open ->
                draft.change = with(change, new Phase.Issued(true, ((Phase.Issued) change.phase()).silentAt()));
            case Report.Accepted accepted -> accepted(change, accepted);
            case Report.Failed failed when current && open -> failed(change, failed.failure());
            case Report.Deferred deferred when current && open -> postpone(change, deferred);
            case Report.OutcomeUnknown unknown when current && open -> unsure(change, unknown.reason());
            // Of an earlier attempt, or after the matter was settled: says nothing new.
            case Report.Started started -> {}
            case Report.Failed failed -> {}
            case Report.Deferred deferred -> {}
            case Report.OutcomeUnknown unknown -> {}
            case Report.RunFinished finished -> {}
        }
    }

    /** Late success is still evidence: what was thought never to have been made has a native id after all. */
    void reportedLate(Report.OfTask report) {
        if (!(report instanceof Report.Accepted accepted)) {
            return;
        }
        String nativeId = accepted.nativeId();
        if (nativeId == null || draft.instance().nativeId() != null) {
            return;
        }
        if (draft.finished()) {
            sweep(accepted, nativeId);
            return;
        }
        draft.describe(draft.details().withNativeId(nativeId), Attribution.toNobody(report.taskId()));
        draft.lookAfresh(draft.policy.firstLook());
    }

    /** It was given up and finished; what came up after all must not run on unseen, at somebody's cost. */
    private void sweep(Report.Accepted accepted, String nativeId) {
        Instance instance = draft.instance();
        draft.perform(new Effect.IssueTask(new Task(
                accepted.taskId() + ":sweep",
                1,
                instance.id(),
                new CommandId("sweep"),
                instance.account(),
                instance.providerType(),
                draft.requestKey,
                draft.now,
                draft.now.plus(draft.policy.submitWindow()),
                new Task.Act(Action.DESTROY, true, nativeId))));
    }

    private void accepted(Change change, Report.Accepted accepted) {
        Attribution why = Attribution.to(change.command(), accepted.taskId());
        String nativeId = accepted.nativeId();
        if (nativeId != null && draft.instance().nativeId() == null) {
            draft.describe(draft.details().withNativeId(nativeId), why);
        }
        if (change.phase() instanceof Phase.Submitted) {
            return;
        }
        draft.change = moved(with(change, new Phase.Submitted()), "submitted");
        showUnderWay(change, why);
        draft.missed(0);
        draft.lookAfresh(draft.policy.firstLook());
        giveWayToDestroy();
    }

    private void showUnderWay(Change change, Attribution why) {
        switch (change.command().body().type()) {
            case START -> {
                if (draft.state() == InstanceState.STOPPED) {
                    draft.become(InstanceState.PENDING, why, Cause.COMMAND);
                }
            }
            case STOP, DESTROY -> {
                if (draft.state() == InstanceState.RUNNING || draft.state() == InstanceState.PENDING) {
                    draft.become(InstanceState.STOPPING, why, Cause.COMMAND);
                }
            }
            case CREATE, REBOOT, RUN -> {}
        }
    }

    /** A destroy that waited for a create to get a native id need wait no longer. */
    private void giveWayToDestroy() {
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

    private void failed(Change change, Failure failure) {
        CommandType type = change.command().body().type();
        if (type == CommandType.DESTROY && failure.category() == FailureCategory.NOT_FOUND) {
            finish(Cause.COMMAND, "the provider no longer knew it", null);
        } else if (failure.category().passing() && change.failures() + 1 < draft.policy.maxAttempts()) {
            draft.change = failedOnce(change, new Phase.Postponed(draft.now.plus(pause(change.failures()))));
        } else {
            fail(failure, Cause.FAILURE);
        }
    }

    private static Duration pause(int failures) {
        return Duration.ofSeconds(1L << Math.min(failures, 5));
    }

    private void postpone(Change change, Report.Deferred deferred) {
        Instant until = deferred.retryAt().isBefore(draft.now) ? draft.now : deferred.retryAt();
        Instant latest = draft.now.plus(draft.policy.stallAfter());
        Phase postponed = new Phase.Postponed(until.isAfter(latest) ? latest : until);
        draft.change = moved(with(change, postponed), "deferred " + change.attempt());
    }

    private void unsure(Change change, String reason) {
        if (change.command().body().type() == CommandType.REBOOT) {
            endUnknown(reason, "the instance is looked at; reboot it again if it is as before");
            return;
        }
        // Until nobody can be at work on it any more, its absence proves nothing.
        Instant settled = draft.now.plus(draft.policy.settlement());
        Instant silent = draft.silentAt();
        draft.change = with(change, new Phase.Unsure(settled.isAfter(silent) ? settled : silent));
        draft.missed(0);
        draft.lookAfresh(Duration.ZERO);
    }

    void timePassed() {
        failOverdueWaiting();
        Change change = draft.change;
        if (change == null) {
            return;
        }
        if (reached(change.deadline())) {
            expire(change, "its deadline passed");
            return;
        }
        switch (change.phase()) {
            case Phase.Issued issued when reached(issued.silentAt()) -> silent(change, issued);
            case Phase.Postponed postponed when reached(postponed.until()) -> again(change);
            case Phase.Unsure unsure when reached(unsure.until()) -> settle(change);
            case Phase.Issued issued -> loseNoPatience(change, issued.silentAt());
            case Phase.Postponed postponed -> losePatience(change);
            case Phase.Unsure unsure -> losePatience(change);
            case Phase.Submitted submitted -> losePatience(change);
        }
    }

    private void failOverdueWaiting() {
        List<Work.Waiting> overdue =
                draft.queue.stream().filter(one -> reached(one.deadline())).toList();
        draft.queue.removeAll(overdue);
        for (Work.Waiting one : overdue) {
            Failure failure = Failure.of(FailureCategory.TIMEOUT, "its turn did not come before its deadline");
            draft.emit(
                    Attribution.to(one.command()),
                    new Event.CommandFailed(one.command().body().type(), failure));
        }
    }

    /** Nobody can be at work on the task any more, and nobody reported. */
    private void silent(Change change, Phase.Issued issued) {
        if (issued.begun()) {
            unsure(change, "a worker began it and was not heard of again");
        } else if (change.failures() + 1 < draft.policy.maxAttempts()) {
            again(failedOnce(change, change.phase()));
        } else if (change.command().body().type() == CommandType.CREATE) {
            unsure(change, "no worker reported on it, " + change.attempt() + " times");
        } else {
            fail(
                    Failure.of(FailureCategory.RETRYABLE, "no worker reported on it, " + change.attempt() + " times"),
                    Cause.TIMEOUT);
        }
    }

    private void again(Change change) {
        if (draft.silentAt().isAfter(change.deadline())) {
            expire(change, "no time is left to try it again");
            return;
        }
        int attempt = change.attempt() + 1;
        draft.change = new Change(
                change.command(),
                change.deadline(),
                attempt,
                change.failures(),
                new Phase.Issued(false, draft.silentAt()),
                change.progressAt(),
                change.progress(),
                change.stalled(),
                change.nextPatienceAt());
        issue(change.command(), attempt);
        timePassedAgain();
    }

    /** What was put off while a worker may be at work is looked at with the new attempt in mind. */
    private void timePassedAgain() {
        Change change = draft.change;
        if (change != null && change.phase() instanceof Phase.Issued issued) {
            loseNoPatience(change, issued.silentAt());
        }
    }

    /** The time in which something of unknown outcome might have shown has passed. */
    private void settle(Change change) {
        if (change.command().body().type() != CommandType.CREATE) {
            if (change.failures() + 1 < draft.policy.maxAttempts()) {
                again(failedOnce(change, change.phase()));
            } else {
                endUnknown("its answer was lost, " + change.attempt() + " times", "the instance is looked at");
            }
        } else if (draft.watch.misses() >= draft.policy.missesUntilVanished()) {
            Failure failure = Failure.of(
                    FailureCategory.RETRYABLE,
                    "the answer to the create was lost; the provider was asked " + draft.watch.misses()
                            + " times and knows no such instance");
            Attribution why = Attribution.to(change.command());
            draft.emit(why, new Event.CommandFailed(CommandType.CREATE, failure));
            draft.change = null;
            finish(Cause.FAILURE, "it never came to be", failure);
        } else {
            Instant until = draft.now.plus(draft.policy.settlement());
            draft.change = with(change, new Phase.Unsure(until.isAfter(change.deadline()) ? change.deadline() : until));
        }
    }

    private void loseNoPatience(Change change, Instant until) {
        if (reached(change.nextPatienceAt())) {
            if (!change.stalled()) {
                losePatience(change);
            } else {
                draft.change = patience(change, true, until);
            }
        }
    }

    private void losePatience(Change change) {
        if (!reached(change.nextPatienceAt())) {
            return;
        }
        if (change.stalled()) {
            expire(change, "nothing moved since " + change.progressAt());
            return;
        }
        draft.emit(
                Attribution.to(change.command()),
                new Event.InstanceStalled(
                        draft.state(),
                        change.progressAt(),
                        "the " + change.command().body().type() + " has not moved for "
                                + Duration.between(change.progressAt(), draft.now)
                                        .toSeconds() + " s"));
        Instant limit = change.progressAt().plus(draft.policy.noProgressLimit());
        Instant soonest = draft.now.plusSeconds(1);
        draft.change = patience(change, true, limit.isBefore(soonest) ? soonest : limit);
    }

    private void expire(Change change, String reason) {
        CommandType type = change.command().body().type();
        boolean unsure = change.phase() instanceof Phase.Unsure
                || (change.phase() instanceof Phase.Issued issued && issued.begun());
        if (unsure) {
            draft.become(
                    type == CommandType.CREATE ? InstanceState.ERROR : draft.state(),
                    Attribution.to(change.command()),
                    Cause.TIMEOUT,
                    reason,
                    null);
            endUnknown(
                    "whether the provider carried it out could not be found out: " + reason,
                    type == CommandType.CREATE
                            ? "if it comes up after all, that will be seen; destroy it if it is not wanted"
                            : "the instance is looked at");
        } else {
            fail(Failure.of(FailureCategory.TIMEOUT, "the " + type + " was given up: " + reason), Cause.TIMEOUT);
        }
    }

    /** The change failed; a create leaves an instance in ERROR, where it can be seen and destroyed. */
    void fail(Failure failure, Cause cause) {
        Change change = current();
        Attribution why = Attribution.to(change.command(), Draft.taskId(change.command()));
        if (change.command().body() instanceof Command.CreateInstance) {
            draft.become(InstanceState.ERROR, why, cause, failure.message(), failure);
        }
        draft.emit(why, new Event.CommandFailed(change.command().body().type(), failure));
        end();
    }

    private void endUnknown(String reason, String nextStep) {
        Change change = current();
        draft.emit(
                Attribution.to(change.command(), Draft.taskId(change.command())),
                new Event.CommandOutcomeUnknown(change.command().body().type(), reason, nextStep));
        end();
    }

    /** The change did what it was to do. */
    void succeed(String causationId) {
        Change change = current();
        draft.emit(
                Attribution.to(change.command(), causationId),
                new Event.CommandSucceeded(change.command().body().type()));
        draft.change = null;
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
        if (draft.silentAt().isAfter(waiting.deadline())) {
            return Optional.of(Failure.of(FailureCategory.TIMEOUT, "its turn came too late for its deadline"));
        }
        return CommandRules.whyIllegal(
                        draft.instance(), waiting.command().body().type())
                .map(reason -> Failure.of(FailureCategory.CONFLICT, "when its turn came: " + reason));
    }

    /** The instance is no more: everything that still waits is answered. */
    void finish(Cause cause, @Nullable String reason, @Nullable Failure failure) {
        Change change = draft.change;
        Attribution why = change == null ? Attribution.toNobody("observation") : Attribution.to(change.command());
        draft.become(InstanceState.FINISH, why, cause, reason, failure);
        if (change != null) {
            draft.emit(why, lastAnswer(change, failure));
            draft.change = null;
        }
        failWaiting(Failure.of(FailureCategory.CONFLICT, "the instance is finished"));
        new RunRules(draft).finish();
        draft.lookNoMore();
        draft.forgetAt = draft.now.plus(draft.policy.forgetAfter());
    }

    private static Event.Body lastAnswer(Change change, @Nullable Failure failure) {
        CommandType type = change.command().body().type();
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
    void adopted(Change change) {
        draft.change = with(change, new Phase.Submitted());
        giveWayToDestroy();
    }

    /** What a destroy looked for was found: now it can be destroyed. */
    void found(Change change) {
        again(change);
    }

    private Change current() {
        Change change = draft.change;
        if (change == null) {
            throw new IllegalStateException("no change is in flight");
        }
        return change;
    }

    private boolean reached(Instant time) {
        return !draft.now.isBefore(time);
    }

    private Change moved(Change change, String progress) {
        return new Change(
                change.command(),
                change.deadline(),
                change.attempt(),
                change.failures(),
                change.phase(),
                draft.now,
                progress,
                false,
                draft.now.plus(draft.policy.stallAfter()));
    }

    private static Change with(Change change, Phase phase) {
        return new Change(
                change.command(),
                change.deadline(),
                change.attempt(),
                change.failures(),
                phase,
                change.progressAt(),
                change.progress(),
                change.stalled(),
                change.nextPatienceAt());
    }

    private static Change failedOnce(Change change, Phase phase) {
        return new Change(
                change.command(),
                change.deadline(),
                change.attempt(),
                change.failures() + 1,
                phase,
                change.progressAt(),
                change.progress(),
                change.stalled(),
                change.nextPatienceAt());
    }

    private static Change patience(Change change, boolean stalled, Instant next) {
        return new Change(
                change.command(),
                change.deadline(),
                change.attempt(),
                change.failures(),
                change.phase(),
                change.progressAt(),
                change.progress(),
                stalled,
                next);
    }
}
