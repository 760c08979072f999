package io.instancebus.benchmarks.where;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProviderReport;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Puts together what the log, the view and the probes know of a create. */
final class Timelines {
    /** Records have whole milliseconds, probes have fractions. */
    private static final double WITHIN = 1;

    private final Topics topics;
    private final CommittedLog log;
    private final ProviderCalls calls;
    private final Map<String, Double> sent;
    private final Map<String, Instant> rows;
    private final AvroCodec<InstanceEvent> events;
    private final AvroCodec<ProviderReport> reports;

    /**
     * What is known.
     *
     * @param sent when each command was sent, by instance
     * @param rows when each event was in the view, by event
     */
    Timelines(
            Topics topics,
            CommittedLog log,
            ProviderCalls calls,
            Map<String, Double> sent,
            Map<String, Instant> rows,
            SchemaRegistryClient registry) {
        this.topics = topics;
        this.log = log;
        this.calls = calls;
        this.sent = sent;
        this.rows = rows;
        this.events = new AvroCodec<>(InstanceEvent.class, topics.events(), registry);
        this.reports = new AvroCodec<>(ProviderReport.class, topics.reports(), registry);
    }

    Timeline of(String instance) {
        Timeline timeline = new Timeline();
        timeline.reached(Milestone.SENT, sent.get(instance));
        command(timeline, instance);
        submitted(timeline, instance);
        running(timeline, instance);
        return timeline;
    }

    private void command(Timeline timeline, String instance) {
        first(topics.commands(), instance, command -> true, command -> {
            timeline.reached(Milestone.COMMAND_WRITTEN, command.written());
            timeline.reached(Milestone.COMMAND_READ, PollTimes.of(command.partition(), command.offset()));
        });
        first(
                topics.events(),
                instance,
                event -> event.type().endsWith(".CommandAccepted"),
                event -> timeline.reached(Milestone.ACCEPTED, event.written()));
        first(topics.tasks("sandbox"), instance, task -> true, task -> {
            timeline.reached(Milestone.TASK_WRITTEN, task.written());
            timeline.reached(Milestone.TASK_COMMITTED, task.committed());
        });
        ProviderCalls.Create call = calls.create(instance);
        if (call != null) {
            timeline.reached(Milestone.CALL_BEGUN, call.begun());
            timeline.reached(Milestone.CALL_ANSWERED, call.answered());
        }
    }

    private void submitted(Timeline timeline, String instance) {
        first(topics.reports(), instance, report -> decoded(report).getTaskAccepted() != null, report -> {
            timeline.reached(Milestone.REPORT_WRITTEN, report.written());
            timeline.reached(Milestone.REPORT_READ, PollTimes.of(report.partition(), report.offset()));
            first(
                    topics.events(),
                    instance,
                    event ->
                            event.written() >= report.written() && !event.type().endsWith(".CommandAccepted"),
                    event -> {
                        timeline.reached(Milestone.SUBMITTED, event.written());
                        timeline.reached(Milestone.SUBMITTED_COMMITTED, event.committed());
                    });
        });
    }

    private void running(Timeline timeline, String instance) {
        first(topics.events(), instance, this::isRunning, event -> {
            first(topics.reports(), instance, report -> cause(report).equals(event.cause()), report -> {
                observed(timeline, instance, report.written() + WITHIN);
                timeline.reached(Milestone.OBSERVATION_WRITTEN, report.written());
                timeline.reached(Milestone.OBSERVATION_READ, PollTimes.of(report.partition(), report.offset()));
            });
            timeline.reached(Milestone.RUNNING, event.written());
            timeline.reached(Milestone.RUNNING_COMMITTED, event.committed());
            timeline.reached(Milestone.EVENT_READ, PollTimes.of(event.partition(), event.offset()));
            Instant row = rows.get(event.id());
            timeline.reached(Milestone.ROW_WRITTEN, row == null ? null : Now.millis(row));
        });
    }

    private void observed(Timeline timeline, String instance, double doneBy) {
        ProviderCalls.Create call = calls.create(instance);
        ProviderCalls.Observation seen = call == null ? null : calls.lastObservation(call.nativeId(), doneBy);
        if (seen != null) {
            last(topics.observations(), instance, asked -> asked.committed() <= seen.begun() + WITHIN, asked -> {
                timeline.reached(Milestone.OBSERVATION_DUE, asked.written());
                timeline.reached(Milestone.OBSERVATION_COMMITTED, asked.committed());
            });
            timeline.reached(Milestone.OBSERVATION_BEGUN, seen.begun());
            timeline.reached(Milestone.OBSERVATION_DONE, seen.done());
        }
    }

    private boolean isRunning(CommittedLog.Entry event) {
        return event.type().endsWith(".InstanceStateChanged")
                && events.decode(bytes(event)).getInstanceStateChanged().getTo() == InstanceState.RUNNING;
    }

    /** As the event names it that comes of the report: several reports of one instance may be on their way. */
    private String cause(CommittedLog.Entry report) {
        var seen = decoded(report).getInstanceObserved();
        return seen == null ? "" : "observation " + seen.getNumber() + "/" + seen.getEpoch() + "/" + seen.getPass();
    }

    private ProviderReport decoded(CommittedLog.Entry report) {
        return reports.decode(bytes(report));
    }

    private static byte[] bytes(CommittedLog.Entry entry) {
        return Objects.requireNonNull(entry.value());
    }

    private void first(
            String topic, String instance, Predicate<CommittedLog.Entry> which, Consumer<CommittedLog.Entry> then) {
        log.of(topic, instance).stream().filter(which).findFirst().ifPresent(then);
    }

    private void last(
            String topic, String instance, Predicate<CommittedLog.Entry> which, Consumer<CommittedLog.Entry> then) {
        log.of(topic, instance).reversed().stream().filter(which).findFirst().ifPresent(then);
    }
}
