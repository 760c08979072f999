package io.instancebus.command;

import io.instancebus.command.topology.DecisionRule;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Event;
import io.instancebus.domain.Input;
import io.instancebus.domain.RejectionCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts decisions: the inputs, the events by type and the rejections by code. If a transaction is aborted and the
 * decision repeated, it counts twice.
 */
final class CountedDecisions implements DecisionRule {
    private final DecisionRule rule;
    private final Counter commands;
    private final Counter reports;
    private final Counter times;
    private final Counter accepted;
    private final Counter rejected;
    private final Counter succeeded;
    private final Counter failed;
    private final Counter outcomeUnknown;
    private final Counter stateChanged;
    private final Counter detailsChanged;
    private final Counter stalled;
    private final Counter vanished;
    private final Counter reappeared;
    private final Counter strayDestroyed;
    private final Counter strayLeft;
    private final Counter runCompleted;
    private final Map<RejectionCode, Counter> rejections = new EnumMap<>(RejectionCode.class);

    CountedDecisions(DecisionRule rule, MeterRegistry meters) {
        this.rule = rule;
        this.commands = input(meters, "command");
        this.reports = input(meters, "report");
        this.times = input(meters, "time");
        this.accepted = event(meters, Event.CommandAccepted.class);
        this.rejected = event(meters, Event.CommandRejected.class);
        this.succeeded = event(meters, Event.CommandSucceeded.class);
        this.failed = event(meters, Event.CommandFailed.class);
        this.outcomeUnknown = event(meters, Event.CommandOutcomeUnknown.class);
        this.stateChanged = event(meters, Event.InstanceStateChanged.class);
        this.detailsChanged = event(meters, Event.InstanceDetailsChanged.class);
        this.stalled = event(meters, Event.InstanceStalled.class);
        this.vanished = event(meters, Event.InstanceVanished.class);
        this.reappeared = event(meters, Event.InstanceReappeared.class);
        this.strayDestroyed = event(meters, Event.StrayMachineDestroyed.class);
        this.strayLeft = event(meters, Event.StrayMachineLeft.class);
        this.runCompleted = event(meters, Event.RunCompleted.class);
        for (RejectionCode code : RejectionCode.values()) {
            rejections.put(
                    code,
                    Counter.builder("instancebus.rejections")
                            .description("Commands that were rejected")
                            .tag("code", code.name())
                            .register(meters));
        }
    }

    private static Counter input(MeterRegistry meters, String input) {
        return Counter.builder("instancebus.decisions")
                .description("Decisions, by what they were about")
                .tag("input", input)
                .register(meters);
    }

    private static Counter event(MeterRegistry meters, Class<? extends Event.Body> type) {
        return Counter.builder("instancebus.events")
                .description("Events that were decided")
                .tag("type", type.getSimpleName())
                .register(meters);
    }

    @Override
    public Decision decide(@Nullable Aggregate before, Input input, Instant now) {
        Decision decision = rule.decide(before, input, now);
        counter(input).increment();
        decision.events().forEach(event -> count(event.body()));
        return decision;
    }

    private Counter counter(Input input) {
        return switch (input) {
            case Input.CommandReceived received -> commands;
            case Input.CommandRefused refused -> commands;
            case Input.ReportReceived received -> reports;
            case Input.TimePassed passed -> times;
        };
    }

    private void count(Event.Body body) {
        counter(body).increment();
        if (body instanceof Event.CommandRejected rejection) {
            Objects.requireNonNull(rejections.get(rejection.code())).increment();
        }
    }

    private Counter counter(Event.Body body) {
        return switch (body) {
            case Event.CommandAccepted event -> accepted;
            case Event.CommandRejected event -> rejected;
            case Event.CommandSucceeded event -> succeeded;
            case Event.CommandFailed event -> failed;
            case Event.CommandOutcomeUnknown event -> outcomeUnknown;
            case Event.InstanceStateChanged event -> stateChanged;
            case Event.InstanceDetailsChanged event -> detailsChanged;
            case Event.InstanceStalled event -> stalled;
            case Event.InstanceVanished event -> vanished;
            case Event.InstanceReappeared event -> reappeared;
            case Event.StrayMachineDestroyed event -> strayDestroyed;
            case Event.StrayMachineLeft event -> strayLeft;
            case Event.RunCompleted event -> runCompleted;
        };
    }
}
