package io.instancebus.worker.hand;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import io.instancebus.time.Clocks;
import io.instancebus.worker.guard.Bug;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes runs. It reports the start, acknowledges the task, and only then executes the run, however long that takes.
 */
public final class Runs implements TaskHandler {
    private static final Logger log = LoggerFactory.getLogger(Runs.class);

    private final RunExecutor executor;
    private final DeliveryReporter deliveryReporter;
    private final Clock wall;

    public Runs(RunExecutor executor, Reporter reporter, Clocks clocks) {
        this.executor = executor;
        this.deliveryReporter = new DeliveryReporter(reporter, clocks.steady());
        this.wall = clocks.wall();
    }

    @Override
    public void handle(Delivery delivery) {
        Task task = delivery.task();
        try {
            run(delivery);
        } catch (NotReported e) {
            log.atError()
                    .addKeyValue("taskId", task.taskId())
                    .setCause(e)
                    .log("A report about a run could not" + " be published");
        } finally {
            delivery.release();
        }
    }

    private void run(Delivery delivery) throws NotReported {
        Task task = delivery.task();
        TaskReports taskReports = new TaskReports(task);
        if (!(task.body() instanceof Task.Run run)) {
            deliveryReporter.whileHeld(
                    delivery,
                    taskReports.failed(FailureCategory.INTERNAL, "a task that is no run came on the topic of runs"));
            delivery.accept();
            return;
        }
        if (wall.instant().isAfter(task.notAfter())) {
            log.atInfo()
                    .addKeyValue("taskId", task.taskId())
                    .addKeyValue("notAfter", task.notAfter())
                    .log("A run came too late and was not executed");
            delivery.accept();
            return;
        }
        deliveryReporter.whileHeld(delivery, taskReports.started());
        delivery.accept();
        Report report = wall.instant().isAfter(task.notAfter())
                ? taskReports.tooLate()
                : execute(task, run, delivery.deliveryCount() > 1);
        // A stopping worker interrupts its runs; their known results must still be reported.
        boolean stopped = Thread.interrupted();
        deliveryReporter.afterwards(delivery, report);
        if (stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Report execute(Task task, Task.Run run, boolean redelivered) {
        TaskReports taskReports = new TaskReports(task);
        try {
            return taskReports.finished(executor.execute(task, run, redelivered));
        } catch (TaskFailure e) {
            return taskReports.of(e);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("taskId", task.taskId())
                    .addKeyValue("bug", Bug.of(e))
                    .log("A run broke");
            return taskReports.outcomeUnknown(
                    "a fault in the worker: " + e.getClass().getSimpleName());
        }
    }
}
