package io.instancebus.worker.measure;

import io.instancebus.domain.Task;
import io.instancebus.worker.hand.Delivery;
import io.instancebus.worker.hand.TaskHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Measures the duration of tasks, by type. */
final class MeasuredTasks implements TaskHandler {
    private final TaskHandler handler;
    private final HeldTasks held;
    private final Timer creates;
    private final Timer starts;
    private final Timer stops;
    private final Timer reboots;
    private final Timer destroys;
    private final Timer strays;
    private final Timer runs;

    MeasuredTasks(TaskHandler handler, HeldTasks held, String queue, MeterRegistry registry) {
        this.handler = handler;
        this.held = held;
        this.creates = timer(registry, queue, "CREATE");
        this.starts = timer(registry, queue, "START");
        this.stops = timer(registry, queue, "STOP");
        this.reboots = timer(registry, queue, "REBOOT");
        this.destroys = timer(registry, queue, "DESTROY");
        this.strays = timer(registry, queue, "DESTROY_STRAY");
        this.runs = timer(registry, queue, "RUN");
    }

    private static Timer timer(MeterRegistry registry, String queue, String type) {
        return Timer.builder("instancebus.tasks")
                .description("Deliveries of tasks that this worker has handled, and their duration")
                .tag("queue", queue)
                .tag("type", type)
                .register(registry);
    }

    @Override
    public void handle(Delivery delivery) {
        held.begin();
        try {
            timer(delivery.task().body()).record(() -> handler.handle(delivery));
        } finally {
            held.end();
        }
    }

    private Timer timer(Task.Body body) {
        return switch (body) {
            case Task.Create create -> creates;
            case Task.Act act ->
                switch (act.action()) {
                    case START -> starts;
                    case STOP -> stops;
                    case REBOOT -> reboots;
                    case DESTROY -> destroys;
                };
            case Task.DestroyStray stray -> strays;
            case Task.Run run -> runs;
        };
    }
}
