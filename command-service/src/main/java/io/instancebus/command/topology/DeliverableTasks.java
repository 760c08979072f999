package io.instancebus.command.topology;

import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Effect;
import io.instancebus.domain.Event;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Input;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a decision issue only tasks whose topic exists. Any other task fails at once, as if a worker had reported it.
 * Otherwise the producer would wait for the topic, and the stream thread for the producer.
 */
final class DeliverableTasks implements DecisionRule {
    private final DecisionRule rule;
    private final TaskTopics topics;

    DeliverableTasks(DecisionRule rule, TaskTopics topics) {
        this.rule = rule;
        this.topics = topics;
    }

    @Override
    public Decision decide(@Nullable Aggregate before, Input input, Instant now) {
        Decision decision = rule.decide(before, input, now);
        List<Event> events = new ArrayList<>(decision.events());
        List<Effect> effects = new ArrayList<>();
        Deque<Effect> open = new ArrayDeque<>(decision.effects());
        // The loop ends: a failure issues at most the tasks of waiting commands, whose number is bounded.
        while (!open.isEmpty()) {
            Effect effect = open.removeFirst();
            Optional<Report> failed = failed(effect);
            if (failed.isPresent()) {
                decision = rule.decide(decision.next(), new Input.ReportReceived(failed.get()), now);
                events.addAll(decision.events());
                open.addAll(decision.effects());
            } else {
                effects.add(effect);
            }
        }
        return new Decision(events, effects, decision.next(), decision.actions());
    }

    private Optional<Report> failed(Effect effect) {
        return switch (effect) {
            case Effect.IssueTask(Task task)
            when !(task.body() instanceof Task.Run) ->
                topics.whyMissing(task.providerType()).map(reason -> failed(task, reason));
            case Effect.IssueTask run -> Optional.empty();
            case Effect.RequestObservation request -> Optional.empty();
            case Effect.ForgetInstance forget -> Optional.empty();
        };
    }

    private static Report failed(Task task, String reason) {
        Failure failure = new Failure(FailureCategory.INTERNAL, null, reason, true);
        return new Report.Failed(task.instanceId(), task.taskId(), task.attempt(), failure);
    }
}
