package io.instancebus.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides about an instance. Pure: the same arguments give the same decision, and nothing changes but by the decision.
 * Every input gets a decision; none throws.
 */
public final class Decider {
    private final Accounts accounts;
    private final Rejections rejections;
    private final CommandRules commandRules;

    public Decider(Accounts accounts) {
        this.accounts = accounts;
        this.rejections = new Rejections(accounts);
        this.commandRules = new CommandRules(accounts, rejections);
    }

    /**
     * @param before the stored aggregate of the instance; null if there is none
     * @param now the time of the decision
     */
    public Decision decide(@Nullable Aggregate before, Input input, Instant now) {
        return switch (input) {
            case Input.CommandReceived received ->
                received.seen() ? nothing(before) : commandRules.decide(before, received.command(), now);
            case Input.CommandRefused refused ->
                refused.seen() ? nothing(before) : rejections.refuse(before, refused, now);
            case Input.ReportReceived received ->
                before instanceof Aggregate.Live live
                        ? report(Draft.of(live, accounts, now), received.report())
                        : nothing(before);
            case Input.TimePassed passed -> before instanceof Aggregate.Live live ? time(live, now) : nothing(before);
        };
    }

    private Decision report(Draft draft, Report report) {
        switch (report) {
            case Report.Observed observed -> new ObservationRules(draft).observed(observed);
            case Report.OfTask task -> {
                InFlight.Operation operation = draft.operation;
                if (operation != null && Draft.taskId(operation.command()).equals(task.taskId())) {
                    new OperationReports(draft).reported(operation, task);
                } else if (!new RunRules(draft).reported(task) && !new StrayRules(draft).reported(task)) {
                    new OperationReports(draft).reportedLate(task);
                }
            }
        }
        return draft.decision();
    }

    private Decision time(Aggregate.Live live, Instant now) {
        Instant forgetAt = live.inFlight().forgetAt();
        if (forgetAt != null
                && !now.isBefore(forgetAt)
                && live.inFlight().strays().isEmpty()) {
            return forget(live.instance());
        }
        Draft draft = Draft.of(live, accounts, now);
        new OperationTimers(draft).timePassed();
        new RunRules(draft).timePassed();
        new StrayRules(draft).timePassed();
        new ObservationRules(draft).timePassed();
        return draft.decision();
    }

    private static Decision forget(Instance instance) {
        return new Decision(
                List.of(),
                List.of(new Effect.ForgetInstance(instance.id())),
                new Aggregate.Tombstone(
                        instance.id(),
                        instance.version(),
                        instance.account(),
                        instance.providerType(),
                        instance.updatedAt()),
                List.of());
    }

    private static Decision nothing(@Nullable Aggregate before) {
        return new Decision(List.of(), List.of(), before, List.of());
    }
}
