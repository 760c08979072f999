package io.instancebus.worker.hand;

import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report;
import io.instancebus.domain.RunResult;
import io.instancebus.domain.Task;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The reports about one task. */
record TaskReports(Task task) {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    Report.Started started() {
        return new Report.Started(task.instanceId(), task.taskId(), task.attempt());
    }

    Report accepted(@Nullable String nativeId) {
        return new Report.Accepted(task.instanceId(), task.taskId(), task.attempt(), nativeId);
    }

    Report created(CreatedInstance created, @Nullable AdminPassword adminPassword) {
        return new Report.Accepted(
                task.instanceId(),
                task.taskId(),
                task.attempt(),
                created.nativeId(),
                adminPassword,
                created.sighting().orElse(null));
    }

    Report failed(Failure failure) {
        return new Report.Failed(task.instanceId(), task.taskId(), task.attempt(), failure);
    }

    Report failed(FailureCategory category, String message) {
        return failed(Failure.of(category, message));
    }

    Report tooLate() {
        return failed(FailureCategory.TIMEOUT, "the time to begin was over before the provider was asked");
    }

    Report deferred(Instant retryAt, String reason) {
        return new Report.Deferred(task.instanceId(), task.taskId(), task.attempt(), retryAt, reason);
    }

    Report outcomeUnknown(String reason) {
        return new Report.OutcomeUnknown(task.instanceId(), task.taskId(), task.attempt(), reason);
    }

    Report finished(RunResult result) {
        return new Report.RunFinished(task.instanceId(), task.taskId(), task.attempt(), result);
    }

    /** The report about a failed mutation. */
    Report of(ProviderFailure failure, Instant now) {
        if (failure.isOutcomeUnknown()) {
            return outcomeUnknown(failure.failure().message());
        }
        if (failure.failure().category() == FailureCategory.RATE_LIMITED) {
            Duration retryAfter = failure.retryAfter();
            return deferred(
                    now.plus(retryAfter == null ? RETRY_AFTER : retryAfter),
                    failure.failure().message());
        }
        return failed(failure.failure());
    }

    Report of(TaskFailure taskFailure) {
        return taskFailure.isOutcomeUnknown()
                ? outcomeUnknown(taskFailure.failure().message())
                : failed(taskFailure.failure());
    }
}
