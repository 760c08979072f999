package io.instancebus.mapping;

import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.RunFinished;
import io.instancebus.avro.TaskAccepted;
import io.instancebus.avro.TaskDeferred;
import io.instancebus.avro.TaskFailed;
import io.instancebus.avro.TaskOutcomeUnknown;
import io.instancebus.avro.TaskStarted;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Admission;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.Report;
import io.instancebus.domain.RunResult;
import io.instancebus.domain.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps reports of the provider workers. */
public final class ReportMapping {
    private ReportMapping() {}

    /**
     * @param account the account of the instance
     * @param worker the name of the worker that reports
     */
    public static ProviderReport toAvro(String account, String worker, Instant reportedAt, Report report) {
        ProviderReport avro = new ProviderReport();
        avro.setInstanceId(report.instanceId().value());
        avro.setAccount(account);
        avro.setWorker(worker);
        avro.setReportedAt(reportedAt);
        if (report instanceof Report.OfTask task) {
            avro.setTaskId(task.taskId());
            avro.setAttempt(task.attempt());
        }
        setBody(avro, report);
        return avro;
    }

    private static void setBody(ProviderReport avro, Report report) {
        switch (report) {
            case Report.Started started -> {
                avro.setType("TaskStarted");
                avro.setTaskStarted(new TaskStarted());
            }
            case Report.Accepted accepted -> {
                avro.setType("TaskAccepted");
                avro.setTaskAccepted(new TaskAccepted(
                        accepted.nativeId(),
                        SecretMapping.toAvro(accepted.adminPassword()),
                        accepted.sighting() == null ? null : SightingMapping.toAvro(accepted.sighting())));
            }
            case Report.Failed failed -> {
                avro.setType("TaskFailed");
                avro.setTaskFailed(new TaskFailed(ValueMapping.toAvro(failed.failure())));
            }
            case Report.Deferred deferred -> {
                avro.setType("TaskDeferred");
                avro.setTaskDeferred(new TaskDeferred(deferred.retryAt(), deferred.reason()));
            }
            case Report.OutcomeUnknown unknown -> {
                avro.setType("TaskOutcomeUnknown");
                avro.setTaskOutcomeUnknown(new TaskOutcomeUnknown(unknown.reason()));
            }
            case Report.RunFinished finished -> {
                avro.setType("RunFinished");
                avro.setRunFinished(toAvro(finished.result()));
            }
            case Report.Observed observed -> {
                avro.setType("InstanceObserved");
                avro.setInstanceObserved(SightingMapping.toAvro(observed));
            }
        }
    }

    /** @throws UnusableReport if this version does not know such a report */
    public static Report fromAvro(ProviderReport avro) {
        InstanceId id = instanceId(avro);
        requireOneBody(avro);
        return switch (avro.getType()) {
            case "TaskStarted" -> new Report.Started(id, taskId(avro), avro.getAttempt());
            case "TaskAccepted" -> accepted(id, avro, body(avro.getTaskAccepted(), avro));
            case "TaskFailed" ->
                new Report.Failed(
                        id,
                        taskId(avro),
                        avro.getAttempt(),
                        ValueMapping.fromAvro(body(avro.getTaskFailed(), avro).getFailure()));
            case "TaskDeferred" -> deferred(id, avro, body(avro.getTaskDeferred(), avro));
            case "TaskOutcomeUnknown" ->
                new Report.OutcomeUnknown(
                        id,
                        taskId(avro),
                        avro.getAttempt(),
                        body(avro.getTaskOutcomeUnknown(), avro).getReason());
            case "RunFinished" ->
                new Report.RunFinished(
                        id, taskId(avro), avro.getAttempt(), fromAvro(body(avro.getRunFinished(), avro)));
            case "InstanceObserved" -> SightingMapping.fromAvro(id, body(avro.getInstanceObserved(), avro));
            default -> throw new UnusableReport("no report of type \"" + Text.fit(avro.getType(), 64) + "\" is known");
        };
    }

    private static InstanceId instanceId(ProviderReport avro) {
        try {
            return new InstanceId(avro.getInstanceId());
        } catch (InvalidCommand e) {
            throw new UnusableReport(
                    "instanceId is not an id: 1 to 64 characters of A-Z, a-z, 0-9, dot, underscore, hyphen");
        }
    }

    private static void requireOneBody(ProviderReport avro) {
        long bodies = Stream.of(
                        avro.getTaskStarted(),
                        avro.getTaskAccepted(),
                        avro.getTaskFailed(),
                        avro.getTaskDeferred(),
                        avro.getTaskOutcomeUnknown(),
                        avro.getRunFinished(),
                        avro.getInstanceObserved())
                .filter(Objects::nonNull)
                .count();
        if (bodies != 1) {
            throw new UnusableReport("exactly one body must be set, and " + bodies + " are; type is \""
                    + Text.fit(avro.getType(), 64) + "\"");
        }
    }

    private static <T> T body(@Nullable T body, ProviderReport avro) {
        if (body == null) {
            throw new UnusableReport("type is " + Text.fit(avro.getType(), 64) + ", and another body is set");
        }
        return body;
    }

    private static String taskId(ProviderReport avro) {
        String taskId = id("taskId", avro.getTaskId());
        if (taskId == null) {
            throw new UnusableReport("a " + avro.getType() + " names no taskId");
        }
        return taskId;
    }

    static @Nullable String id(String name, @Nullable String value) {
        if (value != null && !Text.fit(value, Text.NATIVE_ID).equals(value)) {
            throw new UnusableReport(
                    name + " has U+0000 or more than " + Text.NATIVE_ID + " characters, and cannot be cut");
        }
        return value;
    }

    private static Report accepted(InstanceId id, ProviderReport avro, TaskAccepted body) {
        return new Report.Accepted(
                id,
                taskId(avro),
                avro.getAttempt(),
                id("nativeId", body.getNativeId()),
                adminPassword(body),
                body.getObserved() == null ? null : SightingMapping.fromAvro(body.getObserved()));
    }

    private static @Nullable AdminPassword adminPassword(TaskAccepted body) {
        try {
            AdminPassword password = SecretMapping.fromAvro(body.getAdminPassword());
            return password == null ? null : Admission.admit(password);
        } catch (IllegalArgumentException e) {
            throw new UnusableReport("adminPassword: " + e.getMessage());
        }
    }

    private static Report deferred(InstanceId id, ProviderReport avro, TaskDeferred body) {
        return new Report.Deferred(id, taskId(avro), avro.getAttempt(), body.getRetryAt(), body.getReason());
    }

    private static RunFinished toAvro(RunResult result) {
        return new RunFinished(
                result.exitStatus(),
                result.signal(),
                result.output(),
                result.truncated(),
                result.timedOut(),
                result.hostKey(),
                result.duration().toMillis());
    }

    private static RunResult fromAvro(RunFinished body) {
        return new RunResult(
                body.getExitStatus(),
                body.getSignal(),
                body.getOutput(),
                body.getTruncated(),
                body.getTimedOut(),
                body.getHostKey(),
                Duration.ofMillis(Math.max(0, body.getDurationMillis())));
    }
}
