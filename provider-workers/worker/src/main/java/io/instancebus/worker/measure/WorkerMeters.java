package io.instancebus.worker.measure;

import io.instancebus.provider.Provider;
import io.instancebus.worker.hand.TaskHandler;
import io.instancebus.worker.report.Reporter;
import io.instancebus.worker.watcher.AccountMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of a worker. A queue is a provider type's tasks, or the runs. Accounts and queues are labels because the
 * accounts file bounds their number; values from records are never labels.
 */
public final class WorkerMeters {
    private final MeterRegistry registry;
    private final Map<String, HeldTasks> held = new ConcurrentHashMap<>();
    private final Map<String, AccountMeters> accounts = new ConcurrentHashMap<>();

    public WorkerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Measures the handler's tasks. */
    public TaskHandler tasks(String queue, TaskHandler handler) {
        return new MeasuredTasks(
                handler, held.computeIfAbsent(queue, each -> new HeldTasks(queue, registry)), queue, registry);
    }

    /** Counts the reports about tasks. */
    public Reporter reports(String queue, Reporter reporter) {
        return new CountedReports(reporter, queue, registry);
    }

    /** Measures the calls to an account's provider. */
    public Provider calls(String account, Provider provider) {
        return new MeasuredProvider(provider, account, registry);
    }

    /** The meters of an account that this process may watch. */
    public AccountMeters account(String name) {
        return accounts.computeIfAbsent(name, each -> new WatcherMeters(name, registry));
    }
}
