package io.instancebus.command.mapping;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.NamedThing;
import io.instancebus.avro.ObservedConfiguration;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.RunFinished;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.Report;
import io.instancebus.domain.RunResult;
import io.instancebus.domain.SightingState;
import io.instancebus.domain.Text;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reports of the provider workers. */
public final class ReportMapping {
    private ReportMapping() {}

    /** @throws UnusableReport if it cannot be one of the reports that this version knows */
    public static Report report(ProviderReport avro) {
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
                        ValueMapping.failure(body(avro.getTaskFailed(), avro).getFailure()));
            case "TaskDeferred" -> deferred(id, avro, body(avro.getTaskDeferred(), avro));
            case "TaskOutcomeUnknown" ->
                new Report.OutcomeUnknown(
                        id,
                        taskId(avro),
                        avro.getAttempt(),
                        body(avro.getTaskOutcomeUnknown(), avro).getReason());
            case "RunFinished" ->
                new Report.RunFinished(id, taskId(avro), avro.getAttempt(), result(body(avro.getRunFinished(), avro)));
            case "InstanceObserved" -> observed(id, body(avro.getInstanceObserved(), avro));
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

    private static @Nullable String id(String name, @Nullable String value) {
        if (value != null && !Text.fit(value, Text.NATIVE_ID).equals(value)) {
            throw new UnusableReport(
                    name + " has U+0000 or more than " + Text.NATIVE_ID + " characters, and cannot be cut");
        }
        return value;
    }

    private static Report accepted(InstanceId id, ProviderReport avro, io.instancebus.avro.TaskAccepted body) {
        return new Report.Accepted(
                id, taskId(avro), avro.getAttempt(), id("nativeId", body.getNativeId()), adminPassword(body));
    }

    private static @Nullable AdminPassword adminPassword(io.instancebus.avro.TaskAccepted body) {
        try {
            return ValueMapping.adminPassword(body.getAdminPassword());
        } catch (IllegalArgumentException e) {
            throw new UnusableReport("adminPassword: " + e.getMessage());
        }
    }

    private static Report deferred(InstanceId id, ProviderReport avro, io.instancebus.avro.TaskDeferred body) {
        return new Report.Deferred(id, taskId(avro), avro.getAttempt(), body.getRetryAt(), body.getReason());
    }

    private static RunResult result(RunFinished body) {
        return new RunResult(
                body.getExitStatus(),
                body.getSignal(),
                body.getOutput(),
                body.getTruncated(),
                body.getTimedOut(),
                body.getHostKey(),
                Duration.ofMillis(Math.max(0, body.getDurationMillis())));
    }

    private static Report observed(InstanceId id, InstanceObserved body) {
        return new Report.Observed(
                id,
                body.getNumber(),
                body.getEpoch(),
                body.getPass(),
                new Report.Sighting(
                        SightingState.valueOf(body.getState().name()),
                        body.getRawState(),
                        id("nativeId", body.getNativeId()),
                        ValueMapping.addresses(body.getPublicAddresses()),
                        ValueMapping.addresses(body.getPrivateAddresses()),
                        body.getSshPort(),
                        body.getLaunchedAt(),
                        body.getOwnerId(),
                        body.getUsername(),
                        body.getProgress(),
                        body.getFault() == null ? null : ValueMapping.failure(body.getFault()),
                        configuration(body.getConfiguration())));
    }

    private static Configuration configuration(@Nullable ObservedConfiguration avro) {
        return avro == null
                ? Configuration.UNSAID
                : new Configuration(
                        avro.getName(),
                        named(avro.getImage()),
                        named(avro.getRealm()),
                        named(avro.getHardwareProfile()),
                        avro.getKeyName(),
                        avro.getFirewalls() == null
                                ? null
                                : avro.getFirewalls().stream()
                                        .map(each -> new Named(each.getId(), each.getOtherNames()))
                                        .toList());
    }

    private static @Nullable Named named(@Nullable NamedThing avro) {
        return avro == null ? null : new Named(avro.getId(), avro.getOtherNames());
    }
}
