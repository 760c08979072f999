package io.instancebus.domain;

import io.instancebus.domain.Work.Change;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies looks at the provider. */
final class LookRules {
    private final Draft draft;
    private final ChangeRules changes;

    LookRules(Draft draft) {
        this.draft = draft;
        this.changes = new ChangeRules(draft);
    }

    void timePassed() {
        Instant nextAt = draft.watch().nextAt();
        if (nextAt != null && !draft.now.isBefore(nextAt)) {
            draft.look();
        }
    }

    /**
     * Accepts only a look of the current number that did not begin before the last accepted look of that number. A look
     * that cannot be ordered is not an answer. It does not prove either that the known order is right, because one
     * forged look could have set it. So the decider requests a look with the next number, which starts a new order.
     */
    void observed(Report.Observed look) {
        Work.Watch watch = draft.watch();
        if (draft.finished() || look.number() < watch.number() || watch.isLast(look)) {
            return;
        }
        if (look.number() > watch.number() || watch.isBeforeLast(look)) {
            lookAgain();
            return;
        }
        draft.answered(look);
        Report.Sighting sighting = look.sighting();
        if (draft.details().contradict(sighting)) {
            keepLooking();
            return;
        }
        String cause = "observation " + look.number() + "/" + look.epoch() + "/" + look.pass();
        switch (sighting.state()) {
            case MISSING -> missing(sighting, cause);
            case GONE -> gone(sighting);
            case UNKNOWN -> {}
            case PENDING -> present(sighting, InstanceState.PENDING, cause);
            case RUNNING -> present(sighting, InstanceState.RUNNING, cause);
            case STOPPING -> present(sighting, InstanceState.STOPPING, cause);
            case STOPPED -> present(sighting, InstanceState.STOPPED, cause);
            case ERROR -> present(sighting, InstanceState.ERROR, cause);
        }
        keepLooking();
    }

    /** Waits before the request, so that a sender of many such looks cannot cause as many requests to the provider. */
    private void lookAgain() {
        if (!draft.watch().outstanding() && draft.watch().nextAt() == null) {
            draft.lookLater();
        }
    }

    private void keepLooking() {
        if (draft.finished() || draft.watch().nextAt() != null || draft.watch().outstanding()) {
            return;
        }
        boolean unconfirmed = draft.watch().misses() > 0 && draft.watch().misses() < draft.policy.missesUntilVanished();
        if (awaited(draft.change) || unconfirmed) {
            draft.lookLater();
        } else {
            draft.lookNoMore();
        }
    }

    private static boolean awaited(@Nullable Change change) {
        return change != null
                && switch (change.phase()) {
                    case Phase.Accepted accepted -> true;
                    case Phase.OutcomeUnknown unknown -> true;
                    case Phase.Issued issued -> false;
                    case Phase.Deferred deferred -> false;
                };
    }

    private void present(Report.Sighting sighting, InstanceState seen, String cause) {
        draft.missed(0);
        Attribution why = attribution(cause);
        if (draft.instance().vanished()) {
            draft.emit(Attribution.toNobody(cause), new Event.InstanceReappeared("the provider shows it again"));
        }
        draft.describe(draft.details().seen(sighting), why);
        changes.saw(seen + " " + sighting.rawState() + " " + sighting.progress());
        Change change = draft.change;
        if (change == null) {
            follow(seen, sighting, why);
        } else {
            weigh(change, seen, sighting, why, cause);
        }
    }

    /** No change is in flight: the instance takes the state that was seen. */
    private void follow(InstanceState seen, Report.Sighting sighting, Attribution why) {
        boolean underWay = seen == InstanceState.PENDING || seen == InstanceState.STOPPING;
        if (draft.state() == InstanceState.ERROR && underWay) {
            // After a failure the instance stays in ERROR until it reaches a stable state: PENDING never lies.
            return;
        }
        Optional<Attribution> own = consequenceOf(seen, why);
        boolean expected = draft.state() == InstanceState.PENDING
                || draft.state() == InstanceState.STOPPING
                || draft.state() == InstanceState.ERROR;
        Failure fault = sighting.fault();
        Cause otherwise = own.isPresent() ? Cause.COMMAND : Cause.DRIFT;
        Cause cause = seen == InstanceState.ERROR ? Cause.FAILURE : expected ? Cause.OBSERVED : otherwise;
        draft.become(seen, own.orElse(why), cause, fault == null ? null : fault.message(), fault);
    }

    /** The command that may have caused the state: the one in flight, or the one that just succeeded. */
    private Optional<Attribution> consequenceOf(InstanceState seen, Attribution why) {
        Change change = draft.change;
        if (change != null) {
            return change.phase() instanceof Phase.Issued && mayLeadTo(change.type(), seen)
                    ? Optional.of(Attribution.to(change.command(), String.valueOf(why.causationId())))
                    : Optional.empty();
        }
        Work.Lately lately = draft.lately;
        return lately != null && !draft.reached(lately.until()) && mayLeadTo(lately.type(), seen)
                ? Optional.of(
                        new Attribution(lately.actor(), lately.commandId(), lately.correlationId(), why.causationId()))
                : Optional.empty();
    }

    private static boolean mayLeadTo(CommandType type, InstanceState seen) {
        return switch (type) {
            case START -> seen == InstanceState.PENDING || seen == InstanceState.RUNNING;
            case STOP -> seen == InstanceState.STOPPING || seen == InstanceState.STOPPED;
            case REBOOT ->
                switch (seen) {
                    case PENDING, RUNNING, STOPPING, STOPPED -> true;
                    case START, ERROR, FINISH -> false;
                };
            case CREATE, DESTROY, RUN -> false;
        };
    }

    private void weigh(Change change, InstanceState seen, Report.Sighting sighting, Attribution why, String cause) {
        switch (change.type()) {
            case CREATE -> weighCreate(change, seen, sighting, why, cause);
            case START -> weighAction(change, seen, InstanceState.RUNNING, sighting, why, cause);
            case STOP -> weighAction(change, seen, InstanceState.STOPPED, sighting, why, cause);
            case REBOOT -> weighAction(change, seen, InstanceState.RUNNING, sighting, why, cause);
            case DESTROY -> weighDestroy(change, seen);
            case RUN -> throw new IllegalStateException("a run is no lifecycle change");
        }
    }

    private void weighCreate(
            Change change, InstanceState seen, Report.Sighting sighting, Attribution why, String cause) {
        switch (seen) {
            case RUNNING, STOPPED -> {
                Failure fault = sighting.fault();
                if (fault != null && seen == InstanceState.STOPPED) {
                    // The machine exists, but its start failed.
                    changes.fail(fault, Cause.FAILURE);
                } else {
                    draft.become(seen, why, Cause.OBSERVED);
                    changes.succeed(cause);
                }
            }
            case ERROR -> changes.fail(fault(sighting, "the provider shows the instance in error"), Cause.FAILURE);
            case START, PENDING, STOPPING, FINISH -> {
                if (change.phase() instanceof Phase.OutcomeUnknown unknown
                        && draft.instance().nativeId() != null) {
                    new ChangeTimes(draft).found(change, unknown);
                }
            }
        }
    }

    private void weighAction(
            Change change,
            InstanceState seen,
            InstanceState wanted,
            Report.Sighting sighting,
            Attribution why,
            String cause) {
        if (!awaited(change)) {
            follow(seen, sighting, Attribution.toNobody(cause));
        } else if (seen == wanted && !(change.type() == CommandType.REBOOT && sighting.fault() != null)) {
            draft.become(seen, why, Cause.OBSERVED);
            changes.succeed(cause);
        } else if (sighting.fault() != null && (seen == InstanceState.RUNNING || seen == InstanceState.STOPPED)) {
            // The provider reports that the request failed and left the instance in its state.
            Failure fault = sighting.fault();
            draft.become(seen, why, Cause.FAILURE, fault.message(), fault);
            changes.fail(fault, Cause.FAILURE);
        } else if (seen == InstanceState.ERROR) {
            Failure fault = fault(sighting, "the provider shows the instance in error");
            draft.become(InstanceState.ERROR, why, Cause.FAILURE, fault.message(), fault);
            changes.fail(fault, Cause.FAILURE);
        }
    }

    /**
     * If the machine runs after the provider accepted the destroy, it is not being destroyed: perhaps the destroy met a
     * start in progress. The destroy is repeated, which does no harm if the provider only shows the change late.
     */
    private void weighDestroy(Change change, InstanceState seen) {
        ChangeTimes times = new ChangeTimes(draft);
        if (change.phase() instanceof Phase.Accepted accepted
                && change.attempt() > 0
                && seen == InstanceState.RUNNING) {
            times.repeat(change, accepted);
        } else {
            times.sought();
        }
    }

    /** FINISH is final, so a single look is enough only if the provider has accepted a destroy. */
    private void gone(Report.Sighting sighting) {
        Change change = draft.change;
        boolean asked = change != null && change.type() == CommandType.DESTROY;
        if (!(asked && awaited(change)) && draft.watch().misses() == 0) {
            draft.missed(1);
            draft.lookAfresh(draft.policy.firstLook());
            return;
        }
        Failure fault = sighting.fault();
        if (asked) {
            changes.finish(Cause.COMMAND, null, null);
        } else if (change != null) {
            changes.finish(Cause.FAILURE, reason(fault), fault(sighting, reason(fault)));
        } else {
            changes.finish(Cause.DRIFT, reason(fault), fault);
        }
    }

    private static String reason(@Nullable Failure fault) {
        return fault == null ? "the provider says that it is gone, and no command asked for that" : fault.message();
    }

    private void missing(Report.Sighting sighting, String cause) {
        Change change = draft.change;
        if (change != null && change.type() == CommandType.CREATE && tooEarly(change)) {
            return;
        }
        int misses = draft.watch().misses() + 1;
        draft.missed(misses);
        if (change != null && change.type() == CommandType.DESTROY) {
            if (awaited(change) && misses >= Math.min(2, draft.policy.missesUntilVanished())) {
                changes.finish(Cause.COMMAND, null, null);
            }
        } else if (misses >= draft.policy.missesUntilVanished() && !seeking(change)) {
            vanish(change, sighting, misses, cause);
        }
    }

    /** Whether the create is so recent that the provider's list may not show the machine yet. */
    private boolean tooEarly(Change change) {
        return change.phase() instanceof Phase.Accepted && draft.age().compareTo(draft.policy.settlement()) < 0;
    }

    private static boolean seeking(@Nullable Change change) {
        return change != null && change.type() == CommandType.CREATE && !(change.phase() instanceof Phase.Accepted);
    }

    private void vanish(@Nullable Change change, Report.Sighting sighting, int misses, String cause) {
        Attribution why = Attribution.toNobody(cause);
        Failure fault = fault(sighting, "the provider no longer knows the instance");
        // An instance that never had a machine, as after a refused create, has not vanished.
        boolean known = draft.instance().nativeId() != null;
        if (known && !draft.instance().vanished()) {
            draft.emit(why, new Event.InstanceVanished(fault.message(), misses));
        }
        draft.become(InstanceState.ERROR, why, change == null ? Cause.DRIFT : Cause.FAILURE, fault.message(), fault);
        if (change != null) {
            changes.fail(fault, Cause.FAILURE);
        }
    }

    private static Failure fault(Report.Sighting sighting, String otherwise) {
        Failure fault = sighting.fault();
        return fault == null ? Failure.of(FailureCategory.NOT_FOUND, otherwise) : fault;
    }

    private Attribution attribution(String cause) {
        Change change = draft.change;
        return change == null ? Attribution.toNobody(cause) : Attribution.to(change.command(), cause);
    }
}
