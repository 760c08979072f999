package io.instancebus.projector;

import static java.util.Objects.requireNonNull;

import io.instancebus.projector.jdbc.ViewStores;
import io.instancebus.projector.kafka.Progress;
import io.instancebus.projector.kafka.Projection;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.schemas.BusConnection;
import io.instancebus.service.HealthCheck;
import io.instancebus.service.KafkaCheck;
import io.instancebus.service.KafkaMeters;
import io.instancebus.service.Service;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the view up to date with the log, on a thread of its own, until it is closed. */
public final class StateProjector implements Service {
    private static final Logger log = LoggerFactory.getLogger(StateProjector.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);
    private static final int MOST_NAMED = 20;
    private static final int MOST_COUNTED = 1_000;
    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

    private final ViewStore store;
    private final Projection projection;
    private final Thread thread;
    private final ProjectionMeters meters;
    private final Admin admin;
    private final KafkaCheck kafka;
    private volatile boolean closing;
    private volatile @Nullable String ended;

    private StateProjector(ViewStore store, Projection projection, Admin admin, ProjectionMeters meters) {
        this.store = store;
        this.projection = projection;
        this.admin = admin;
        this.kafka = new KafkaCheck(admin);
        this.meters = meters;
        this.thread = Thread.ofPlatform().name("state-projector").unstarted(this::follow);
    }

    /**
     * Opens the view, creates or migrates its tables, and starts to follow the log.
     *
     * @throws io.instancebus.projector.store.UnusableView if the view belongs to another log, or its database can never
     *     be used as it is; the message says what to do
     * @throws RuntimeException if the database or Kafka cannot be reached, or the topics do not exist within a minute
     */
    public static StateProjector start(StateProjectorConfig config) {
        return start(config, new CompositeMeterRegistry());
    }

    /**
     * As {@link #start(StateProjectorConfig)}.
     *
     * @param meters the registry for the projector's meters
     */
    public static StateProjector start(StateProjectorConfig config, MeterRegistry meters) {
        ViewStore store = ViewStores.open(config.view());
        BusConnection bus = KafkaMeters.reportedBy(config.bus());
        try {
            int setAside = store.setAside(MOST_COUNTED).size();
            Projection projection =
                    Projection.shared(bus, requireNonNull(config.groupId()), requireNonNull(config.batchSize()), store);
            StateProjector projector = new StateProjector(
                    store,
                    projection,
                    Admin.create(bus.clientProperties()),
                    new ProjectionMeters(projection, setAside, meters));
            projector.thread.start();
            return projector;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private void follow() {
        try {
            projection.run(() -> projection.progress().caughtUp());
            if (!closing) {
                store.rebuilt();
                log.atInfo()
                        .addKeyValue("events", projection.progress().applied())
                        .log("the view is complete");
            }
            projection.run(() -> false);
        } catch (RuntimeException e) {
            ended = "the view is no longer updated: " + e.getMessage();
            log.atError().setCause(e).log("the view is no longer updated");
        }
    }

    /** Whether the view was complete at least once since the start, and no problem is known. */
    public boolean ready() {
        return live() && projection.progress().caughtUp() && problems().isEmpty();
    }

    @Override
    public List<HealthCheck> checks() {
        return List.of(kafka.check(), new HealthCheck("projection", this::unavailableReason));
    }

    private Optional<String> unavailableReason() {
        Optional<String> problem = problems().stream().findFirst();
        if (problem.isPresent() || projection.progress().caughtUp()) {
            return problem;
        }
        return Optional.of(
                lag() < 0
                        ? "it has no partitions yet"
                        : "the view has not caught up since the start; " + lag() + " records are missing");
    }

    /** Whether the projector still follows the log, or retries. */
    @Override
    public boolean live() {
        return thread.isAlive();
    }

    /** The number of records, in this projector's partitions, that are not in the view; -1 while unknown. */
    public long lag() {
        return projection.progress().lag();
    }

    /** The number of unreadable records that were published as dead letters. */
    public long deadLetters() {
        return projection.deadLetters();
    }

    /** The current problems, for people; empty if there are none. */
    public List<String> problems() {
        String last = ended;
        return last == null ? projection.progress().problems() : List.of(last);
    }

    /** Finishes the current batch and leaves the group. */
    @Override
    public void close() {
        closing = true;
        projection.stop();
        try {
            if (!thread.join(CLOSE_WITHIN)) {
                log.atError().log("A batch takes too long; it will be rolled back");
                thread.interrupt();
                thread.join(CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        meters.close();
        projection.close();
        admin.close(Duration.ZERO);
        store.close();
    }

    /**
     * Empties the view and replays the log up to its present end, or continues a rebuild that was interrupted. Readers
     * can query the view meanwhile, but it is incomplete. Projectors of the same view may run. Instances that were set
     * aside are tried again.
     *
     * @param progress takes a line for people at each stage
     */
    public static void rebuild(StateProjectorConfig config, Consumer<String> progress) {
        try (ViewStore store = ViewStores.open(config.view())) {
            boolean interrupted = store.rebuilding();
            try (Projection projection = Projection.rebuilding(
                    config.bus(), requireNonNull(config.groupId()), requireNonNull(config.batchSize()), store)) {
                progress.accept(interrupted ? "continuing the interrupted rebuild" : "the view is empty");
                replay(projection, progress);
                store.rebuilt();
                progress.accept("the view is complete: " + projection.progress().applied() + " events");
                store.setAside(MOST_NAMED)
                        .forEach(each -> progress.accept("but instance " + each.instanceId()
                                + " is set aside from its event " + each.sequence() + " on: " + each.reason()));
            }
        }
    }

    private static void replay(Projection projection, Consumer<String> lines) {
        Progress progress = projection.progress();
        long[] next = {System.nanoTime() + REPORT_EVERY.toNanos()};
        projection.run(() -> {
            if (System.nanoTime() > next[0]) {
                next[0] = System.nanoTime() + REPORT_EVERY.toNanos();
                lines.accept(progress.applied() + " events, " + progress.lag() + " to go");
            }
            return progress.caughtUp();
        });
    }
}
