package io.instancebus.domain;

import io.instancebus.domain.InFlight.Operation;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies observations of the instance at its provider. */
final class ObservationRules {
    private final Draft draft;
    private final OperationRules operations;

    ObservationRules(Draft draft) {
        this.draft = draft;
        this.operations = new OperationRules(draft);
    }

    void timePassed() {
        Instant nextAt = draft.observations().nextAt();
        if (nextAt != null && !draft.now.isBefore(nextAt)) {
            draft.requestObservation();
        }
    }

    /**
     * Accepts only an observation of the current number that did not begin before the last accepted one of that number.
     * An observation that cannot be ordered is not an answer. It does not prove either that the known order is right,
     * because one forged observation could have set it. So the decider requests an observation with the next number,
     * which starts a new order.
     */
    void observed(Report.Observed observed) {
        InFlight.Observations observations = draft.observations();
        if (draft.finished() || observed.number() < observations.number() || observations.isLast(observed)) {
            return;
        }
        if (observed.number() > observations.number() || observations.isBeforeLast(observed)) {
            observeAgain();
            return;
        }
        draft.answered(observed);
        Report.Sighting sighting = observed.sighting();
        if (draft.details().contradict(sighting)) {
            keepObserving();
            return;
        }
        String cause = "observation " + observed.number() + "/" + observed.epoch() + "/" + observed.pass();
        switch (sighting.state()) {
            case MISSING -> missing(sighting, cause);
            case GONE -> gone(sighting);
            case UNKNOWN, PENDING, RUNNING, STOPPING, STOPPED, ERROR -> presentIn(sighting, cause);
        }
        keepObserving();
    }

    /**
     * Applies what the provider's answer to a create, which was just accepted, shows of its machine. An answer proves no
     * absence: a machine that it does not show up is observed later.
     */
    void answered(Report.Sighting sighting, String cause) {
        Operation operation = draft.operation;
        if (operation != null && operation.type() == CommandType.CREATE && awaited(operation)) {
            presentIn(sighting, cause);
        }
    }

    private void presentIn(Report.Sighting sighting, String cause) {
        switch (sighting.state()) {
            case MISSING, GONE, UNKNOWN -> {}
            case PENDING -> present(sighting, InstanceState.PENDING, cause);
            case RUNNING -> present(sighting, InstanceState.RUNNING, cause);
            case STOPPING -> present(sighting, InstanceState.STOPPING, cause);
            case STOPPED -> present(sighting, InstanceState.STOPPED, cause);
            case ERROR -> present(sighting, InstanceState.ERROR, cause);
        }
    }

    /** Waits before the request, so that many such observations do not cause as many requests to the provider. */
    private void observeAgain() {
        if (!draft.observations().outstanding() && draft.observations().nextAt() == null) {
            draft.observeLater();
        }
    }

    private void keepObserving() {
        if (draft.finished()
                || draft.observations().nextAt() != null
                || draft.observations().outstanding()) {
            return;
        }
        boolean unconfirmed =
                draft.observations().misses() > 0 && draft.observations().misses() < draft.policy.missesUntilVanished();
        if (awaited(draft.operation) || unconfirmed) {
            draft.observeLater();
        } else {
            draft.stopObserving();
        }
    }

    private static boolean awaited(@Nullable Operation operation) {
        return operation != null
                && switch (operation.phase()) {
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
        draft.describe(draft.details().seen(sighting), why, expectsChange() ? Cause.OBSERVED : Cause.DRIFT);
        operations.saw(seen + " " + sighting.rawState() + " " + sighting.progress());
        Operation operation = draft.operation;
        if (operation == null) {
            follow(seen, sighting, why);
        } else {
            weigh(operation, seen, sighting, why, cause);
        }
    }

    /**
     * Whether details may change without anyone else: by a command that is in flight or has just succeeded, or because
     * the provider shows the machine for the first time.
     */
    private boolean expectsChange() {
        InFlight.RecentSuccess recentSuccess = draft.recentSuccess;
        return draft.operation != null
                || (recentSuccess != null && !draft.reached(recentSuccess.until()))
                || !draft.details().shown();
    }

    /** No operation is in flight: the instance takes the state that was seen. */
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
        Operation operation = draft.operation;
        if (operation != null) {
            return operation.phase() instanceof Phase.Issued && mayLeadTo(operation.type(), seen)
                    ? Optional.of(Attribution.to(operation.command(), String.valueOf(why.causationId())))
                    : Optional.empty();
        }
        InFlight.RecentSuccess recentSuccess = draft.recentSuccess;
        return recentSuccess != null && !draft.reached(recentSuccess.until()) && mayLeadTo(recentSuccess.type(), seen)
                ? Optional.of(new Attribution(
                        recentSuccess.actor(),
                        recentSuccess.commandId(),
                        recentSuccess.correlationId(),
                        why.causationId()))
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

    private void weigh(
            Operation operation, InstanceState seen, Report.Sighting sighting, Attribution why, String cause) {
        switch (operation.type()) {
            case CREATE -> weighCreate(operation, seen, sighting, why, cause);
            case START -> weighAction(operation, seen, InstanceState.RUNNING, sighting, why, cause);
            case STOP -> weighAction(operation, seen, InstanceState.STOPPED, sighting, why, cause);
            case REBOOT -> weighAction(operation, seen, InstanceState.RUNNING, sighting, why, cause);
            case DESTROY -> weighDestroy(operation, seen);
            case RUN -> throw new IllegalStateException("a run is no lifecycle change");
        }
    }

    private void weighCreate(
            Operation operation, InstanceState seen, Report.Sighting sighting, Attribution why, String cause) {
        switch (seen) {
            case RUNNING, STOPPED -> {
                Failure fault = sighting.fault();
                if (fault != null && seen == InstanceState.STOPPED) {
                    // The machine exists, but its start failed.
                    operations.fail(fault, Cause.FAILURE);
                } else {
                    draft.become(seen, why, Cause.OBSERVED);
                    operations.succeed(cause);
                }
            }
            case ERROR -> operations.fail(fault(sighting, "the provider shows the instance in error"), Cause.FAILURE);
            case START, PENDING, STOPPING, FINISH -> {
                if (operation.phase() instanceof Phase.OutcomeUnknown unknown
                        && draft.instance().nativeId() != null) {
                    new OperationTimers(draft).found(operation, unknown);
                }
            }
        }
    }

    private void weighAction(
            Operation operation,
            InstanceState seen,
            InstanceState wanted,
            Report.Sighting sighting,
            Attribution why,
            String cause) {
        if (!awaited(operation)) {
            follow(seen, sighting, Attribution.toNobody(cause));
        } else if (seen == wanted && !(operation.type() == CommandType.REBOOT && sighting.fault() != null)) {
            draft.become(seen, why, Cause.OBSERVED);
            operations.succeed(cause);
        } else if (sighting.fault() != null && (seen == InstanceState.RUNNING || seen == InstanceState.STOPPED)) {
            // The provider reports that the request failed and left the instance in its state.
            Failure fault = sighting.fault();
            draft.become(seen, why, Cause.FAILURE, fault.message(), fault);
            operations.fail(fault, Cause.FAILURE);
        } else if (seen == InstanceState.ERROR) {
            Failure fault = fault(sighting, "the provider shows the instance in error");
            draft.become(InstanceState.ERROR, why, Cause.FAILURE, fault.message(), fault);
            operations.fail(fault, Cause.FAILURE);
        }
    }

    /**
     * If the machine runs after the provider accepted the destroy, it is not being destroyed: perhaps the destroy met a
     * start in progress. The destroy is repeated, which does no harm if the provider only shows the change late.
     */
    private void weighDestroy(Operation operation, InstanceState seen) {
        OperationTimers times = new OperationTimers(draft);
        if (operation.phase() instanceof Phase.Accepted accepted
                && operation.attempt() > 0
                && seen == InstanceState.RUNNING) {
            times.repeat(operation, accepted);
        } else {
            times.sought();
        }
    }

    /** FINISH is final, so a single observation is enough only if the provider has accepted a destroy. */
    private void gone(Report.Sighting sighting) {
        Operation operation = draft.operation;
        boolean asked = operation != null && operation.type() == CommandType.DESTROY;
        if (!(asked && awaited(operation)) && draft.observations().misses() == 0) {
            draft.missed(1);
            draft.observeAfresh(draft.policy.firstLook());
            return;
        }
        Failure fault = sighting.fault();
        if (asked) {
            operations.finish(Cause.COMMAND, null, null);
        } else if (operation != null) {
            operations.finish(Cause.FAILURE, reason(fault), fault(sighting, reason(fault)));
        } else {
            operations.finish(Cause.DRIFT, reason(fault), fault);
        }
    }

    private static String reason(@Nullable Failure fault) {
        return fault == null ? "the provider says that it is gone, and no command asked for that" : fault.message();
    }

    private void missing(Report.Sighting sighting, String cause) {
        Operation operation = draft.operation;
        if (operation != null && operation.type() == CommandType.CREATE && tooEarly(operation)) {
            return;
        }
        if ((operation == null || operation.type() != CommandType.DESTROY) && draft.shownOnlyByItsAnswer()) {
            draft.observeLater();
            return;
        }
        int misses = draft.observations().misses() + 1;
        draft.missed(misses);
        if (operation != null && operation.type() == CommandType.DESTROY) {
            if (awaited(operation) && misses >= Math.min(2, draft.policy.missesUntilVanished())) {
                operations.finish(Cause.COMMAND, null, null);
            }
        } else if (misses >= draft.policy.missesUntilVanished() && !seeking(operation)) {
            vanish(operation, sighting, misses, cause);
        }
    }

    /** Whether the create is so recent that the provider's list may not show the machine yet. */
    private boolean tooEarly(Operation operation) {
        return operation.phase() instanceof Phase.Accepted && draft.age().compareTo(draft.policy.settlement()) < 0;
    }

    private static boolean seeking(@Nullable Operation operation) {
        return operation != null
                && operation.type() == CommandType.CREATE
                && !(operation.phase() instanceof Phase.Accepted);
    }

    private void vanish(@Nullable Operation operation, Report.Sighting sighting, int misses, String cause) {
        Attribution why = Attribution.toNobody(cause);
        Failure fault = fault(sighting, "the provider no longer knows the instance");
        // An instance that never had a machine, as after a refused create, has not vanished.
        boolean known = draft.instance().nativeId() != null;
        if (known && !draft.instance().vanished()) {
            draft.emit(why, new Event.InstanceVanished(fault.message(), misses));
        }
        draft.become(InstanceState.ERROR, why, operation == null ? Cause.DRIFT : Cause.FAILURE, fault.message(), fault);
        if (operation != null) {
            operations.fail(fault, Cause.FAILURE);
        }
    }

    private static Failure fault(Report.Sighting sighting, String otherwise) {
        Failure fault = sighting.fault();
        return fault == null ? Failure.of(FailureCategory.NOT_FOUND, otherwise) : fault;
    }

    private Attribution attribution(String cause) {
        Operation operation = draft.operation;
        return operation == null ? Attribution.toNobody(cause) : Attribution.to(operation.command(), cause);
    }
}
