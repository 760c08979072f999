package io.instancebus.worker.hand;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.guard.Bug;
import io.instancebus.worker.guard.Call;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits creates and actions to providers. Safety depends on the order: nothing begins after notAfter; an effect that
 * cannot be repeated is reported first; the result is on the bus before the task is acknowledged.
 */
public final class Submits implements TaskHandler {
    private static final Logger log = LoggerFactory.getLogger(Submits.class);
    private final Map<String, HandAccount> accounts;
    private final UserData userData;
    private final AdminPasswords adminPasswords;
    private final DeliveryReporter deliveryReporter;
    private final Duration patience;
    private final Clocks clocks;

    /**
     * @param patience the time for which a delivery is held: it waits for a permit of the account and for the provider's
     *     answer. If there is no permit by then, the task is deferred; if there is no answer, it is reported as started.
     */
    public Submits(
            Map<String, HandAccount> accounts,
            UserData userData,
            AdminPasswords adminPasswords,
            Reporter reporter,
            Duration patience,
            Clocks clocks) {
        this.accounts = Map.copyOf(accounts);
        this.userData = userData;
        this.adminPasswords = adminPasswords;
        this.deliveryReporter = new DeliveryReporter(reporter, clocks.steady());
        this.patience = patience;
        this.clocks = clocks;
    }

    @Override
    public void handle(Delivery delivery) {
        Task task = delivery.task();
        try {
            submit(delivery);
        } catch (NotReported e) {
            log.atError()
                    .addKeyValue("taskId", task.taskId())
                    .setCause(e)
                    .log("A report about a task could not" + " be published");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.atWarn().addKeyValue("taskId", task.taskId()).log("Stopped in the middle of a task");
        } finally {
            // No effect if it was already settled.
            delivery.release();
        }
    }

    private void submit(Delivery delivery) throws NotReported, InterruptedException {
        Task task = delivery.task();
        TaskReports taskReports = new TaskReports(task);
        if (clocks.wall().instant().isAfter(task.notAfter())) {
            // The decider has given the task up, or is about to.
            log.atInfo()
                    .addKeyValue("taskId", task.taskId())
                    .addKeyValue("notAfter", task.notAfter())
                    .log("A task came too late and was not executed");
            delivery.accept();
            return;
        }
        HandAccount account = accounts.get(task.account());
        if (account == null) {
            conclude(
                    delivery,
                    taskReports.failed(
                            FailureCategory.RETRYABLE,
                            "this worker is not configured with the account " + task.account()));
            return;
        }
        Duration held = clocks.steady().now().until(delivery.receivedAt().plus(patience));
        switch (account.rateLimiter().acquire(held)) {
            case RateLimiter.Throttled throttled ->
                conclude(
                        delivery,
                        taskReports.deferred(clocks.wall().instant().plus(throttled.retryAfter()), throttled.reason()));
            case RateLimiter.Permit permit -> {
                try (permit) {
                    carryOut(delivery, account, permit);
                }
            }
        }
    }

    private void carryOut(Delivery delivery, HandAccount account, RateLimiter.Permit permit)
            throws NotReported, InterruptedException {
        TaskReports taskReports = new TaskReports(delivery.task());
        boolean redelivered = delivery.deliveryCount() > 1;
        Mutation mutation =
                new Mutation(delivery.task(), redelivered, account, userData, adminPasswords, clocks.wall());
        if (mutation.repeatable()) {
            await(delivery, mutation, account.longestTask(), false, permit);
        } else if (redelivered) {
            conclude(delivery, taskReports.outcomeUnknown("an earlier delivery of the task may have carried it out"));
        } else {
            deliveryReporter.whileHeld(delivery, taskReports.started());
            await(delivery, mutation, account.longestTask(), true, permit);
        }
    }

    /** Returns the account's permit with the provider's answer, because reporting needs none. */
    private void await(
            Delivery delivery, Mutation mutation, Duration longest, boolean announced, RateLimiter.Permit permit)
            throws NotReported, InterruptedException {
        SteadyTime overdueAt = clocks.steady().now().plus(longest);
        Call<Report> call = Call.begin("provider-call-" + delivery.task().taskId(), mutation);
        try {
            Optional<Report> soon = answer(call, delivery, delivery.receivedAt().plus(patience));
            if (soon.isPresent()) {
                permit.close();
                conclude(delivery, soon.get());
                return;
            }
            letGo(delivery, announced);
            Report late = answer(call, delivery, overdueAt).orElseGet(() -> overdue(delivery.task()));
            permit.close();
            deliveryReporter.afterwards(delivery, late);
        } finally {
            call.giveUp();
        }
    }

    private Optional<Report> answer(Call<Report> call, Delivery delivery, SteadyTime until)
            throws InterruptedException {
        try {
            return call.within(clocks.steady().now().until(until));
        } catch (ExecutionException e) {
            return Optional.of(broken(delivery.task(), e));
        }
    }

    private void letGo(Delivery delivery, boolean announced) throws NotReported {
        if (!announced) {
            deliveryReporter.whileHeld(delivery, new TaskReports(delivery.task()).started());
        }
        delivery.accept();
    }

    private static Report overdue(Task task) {
        log.atError()
                .addKeyValue("taskId", task.taskId())
                .addKeyValue("account", task.account())
                .log("A call to a provider did not end in time");
        return new TaskReports(task).outcomeUnknown("the provider did not answer in time");
    }

    /** The report about a bug in the worker, after which the effect of the task is unknown: adapters are guarded. */
    private static Report broken(Task task, ExecutionException thrown) {
        Throwable bug = Objects.requireNonNullElse(thrown.getCause(), thrown);
        log.atError()
                .addKeyValue("taskId", task.taskId())
                .addKeyValue("bug", Bug.of(bug))
                .log("A task failed with a bug");
        return new TaskReports(task)
                .outcomeUnknown("a bug in the worker: " + bug.getClass().getSimpleName());
    }

    /**
     * Reports first and settles afterwards: a hand that dies in between causes a second report, but never a missing
     * one.
     */
    private void conclude(Delivery delivery, Report report) throws NotReported {
        deliveryReporter.whileHeld(delivery, report);
        delivery.accept();
    }
}
