package io.instancebus.worker.provider.vsphere;

import io.instancebus.domain.Backoff;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFailure;
import io.instancebus.worker.provider.http.Deadline;
import io.instancebus.worker.provider.vsphere.vim.Element;
import io.instancebus.worker.provider.vsphere.vim.ManagedObject;
import io.instancebus.worker.provider.vsphere.vim.ObjectContent;
import io.instancebus.worker.provider.vsphere.vim.Properties;
import io.instancebus.worker.provider.vsphere.vim.Updates;
import io.instancebus.worker.provider.vsphere.vim.VimEvent;
import io.instancebus.worker.provider.vsphere.vim.VimException;
import io.instancebus.worker.provider.vsphere.vim.VimFault;
import io.instancebus.worker.provider.vsphere.vim.VimSession;
import io.instancebus.worker.provider.vsphere.vim.VimTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows an account's vCenter in a session of its own, from the first time that somebody listens or looks: one long
 * poll tells of every change of machines, recent tasks and events. A session that ended, or a connection that broke, is
 * begun anew with everything told again; until then nothing is shown. It also cuts the power of guests that do not shut
 * down in time: when they were asked is known from vCenter's own events, so another process can do it too.
 *
 * <p>vCenter may answer the poll late, and until then the picture shows what was. So the picture counts as of the moment
 * when the poll that last answered was sent. A look that finds it older than {@link #BOUND} reads the machines and recent
 * tasks itself, and fails when it cannot.
 */
final class LiveView implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveView.class);
    /** How old what a look shows may be. */
    static final Duration BOUND = Duration.ofSeconds(10);
    /** Two of them fit into the bound, so that the picture of a vCenter with nothing to tell stays young enough. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(4);

    private static final Duration SHORT_POLL = Duration.ofSeconds(1);
    /** A vCenter with much to tell takes its time; that it is gone is found out by those who look. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final Duration UNSEEN_TASKS = Duration.ofSeconds(3);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final int HISTORY = 1000;
    private static final int EVENT_PAGE = 50;

    /** Of vCenter's events, those that say something of an instance. */
    static final List<String> EVENTS = List.of(
            "VmBeingClonedEvent",
            "VmClonedEvent",
            "VmCloneFailedEvent",
            "VmBeingDeployedEvent",
            "VmDeployedEvent",
            "VmDeployFailedEvent",
            "VmPoweredOnEvent",
            "DrsVmPoweredOnEvent",
            "VmPoweredOffEvent",
            "VmResettingEvent",
            "VmGuestRebootEvent",
            "VmGuestShutdownEvent",
            "VmFailedToPowerOnEvent",
            "VmFailedToPowerOffEvent",
            "VmFailedToResetEvent",
            "VmFailedToRebootGuestEvent",
            "VmFailedToShutdownGuestEvent");

    private final Logins logins;
    private final Picture picture;
    private final VsphereConfig config;
    private final Clock clock;
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofVirtual().name("vsphere-live-view").unstarted(this::work);
    private final Set<ManagedObject> cut = new HashSet<>();
    private long lastEvent;
    private Deadline nextUnseen = Deadline.in(Duration.ZERO);

    // Guarded by this.
    private boolean started;
    private boolean closed;
    private boolean wanted;
    private int begins;
    private @Nullable Live live;
    private Deadline pictureGoodUntil = Deadline.in(Duration.ZERO);
    private @Nullable Reading reading;
    private @Nullable VimException problem;

    LiveView(Logins logins, Picture picture, VsphereConfig config, Clock clock) {
        this.logins = logins;
        this.picture = picture;
        this.config = config;
        this.clock = clock;
    }

    /** Calls back with the native ids of what has changed; with none when everything may have. */
    Provider.Listening listen(Consumer<Set<String>> listener) {
        listeners.add(listener);
        start();
        return () -> listeners.remove(listener);
    }

    /** @throws ProviderFailure vCenter does not answer now, or not as it must to be believed */
    Map<String, Sighting> sightings(Collection<String> nativeIds) throws ProviderFailure {
        Deadline deadline = Deadline.in(config.callTimeout());
        Live followed = awaitLive(deadline);
        if (!answers(followed.session(), deadline)) {
            log.atInfo().addKeyValue("url", config.url()).log("vCenter has ended the watching session; beginning anew");
            beginAnew(followed.session());
            followed = awaitLive(deadline);
        }
        Optional<Reading> read = pictureIsGood() ? Optional.empty() : Optional.of(read(followed, deadline));
        if (read.isPresent()) {
            // The thread that settles failures otherwise waits for the poll.
            tellListeners(picture.settle());
        }
        Map<String, Sighting> seen = new HashMap<>();
        for (String nativeId : nativeIds) {
            seen.put(
                    nativeId,
                    read.map(reading -> picture.sighting(nativeId, reading))
                            .orElseGet(() -> picture.sighting(nativeId)));
        }
        return seen;
    }

    /** Once something newer was read, the picture has to catch up with that first: nothing goes back to how it was. */
    private synchronized boolean pictureIsGood() {
        return !pictureGoodUntil.passed()
                && (reading == null || reading.goodUntil().before(pictureGoodUntil));
    }

    private synchronized Optional<Reading> lastReading() {
        return Optional.ofNullable(reading).filter(last -> !last.goodUntil().passed());
    }

    private Reading read(Live followed, Deadline deadline) throws ProviderFailure {
        Optional<Reading> last = lastReading();
        if (last.isPresent()) {
            return last.get();
        }
        VimSession session = followed.session();
        Deadline goodUntil = Deadline.in(BOUND);
        try {
            List<ObjectContent> tasks = session.retrieve(tasks(session), deadline);
            Reading now = Reading.of(session.retrieve(machines(followed.machines()), deadline), goodUntil);
            if (!session.alive(deadline)) {
                throw ProviderFailure.unreachable("vCenter ended the session while its machines were read", null);
            }
            tasks.forEach(task -> picture.took(VimTask.of(task.object(), task.properties())));
            synchronized (this) {
                reading = now;
            }
            return now;
        } catch (VimException e) {
            throw Failures.ofLook(e);
        }
    }

    /** An ended session shows nothing instead of an error, so it is asked for itself. */
    private boolean answers(VimSession session, Deadline deadline) throws ProviderFailure {
        try {
            return session.alive(deadline);
        } catch (VimException e) {
            beginAnew(session);
            throw Failures.ofLook(e);
        }
    }

    private synchronized void start() {
        if (!started && !closed) {
            started = true;
            thread.start();
        }
    }

    private synchronized Live awaitLive(Deadline deadline) throws ProviderFailure {
        start();
        int begun = begins;
        wanted = true;
        notifyAll();
        while (live == null) {
            VimException failed = problem;
            if (failed != null && begins > begun) {
                throw Failures.ofLook(failed);
            }
            if (closed || deadline.passed()) {
                throw ProviderFailure.unreachable("vCenter's inventory has not been read yet", failed);
            }
            try {
                wait(Math.max(1, deadline.left().toMillis()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ProviderFailure.unreachable("interrupted", e);
            }
        }
        return live;
    }

    private synchronized void beginAnew(VimSession ended) {
        if (live != null && live.session() == ended) {
            live = null;
            thread.interrupt();
        }
    }

    private void work() {
        int failures = 0;
        while (!isClosed()) {
            try {
                follow();
                failures = 0;
            } catch (VimException | RuntimeException e) {
                // An interruption asks for a new beginning, and close() is looked at above.
                boolean interrupted = Thread.interrupted();
                if (e instanceof RuntimeException && !interrupted) {
                    log.atError().setCause(e).log("A bug: vCenter's updates could not be taken in");
                }
                if (down(e) && !interrupted) {
                    failures = 0;
                }
                if (!interrupted) {
                    failures++;
                    pause(BACKOFF.after(failures));
                }
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void follow() throws VimException {
        Deadline deadline = Deadline.in(config.callTimeout().multipliedBy(2));
        VimSession session = logins.login(deadline);
        try {
            Following following = begin(session, deadline);
            up(following.live());
            while (!isClosed()) {
                cutPower(session);
                askAfterUnseenTasks(session);
                following = next(following);
            }
        } finally {
            Logins.logout(session);
        }
    }

    /** A session in which changes are followed, and the view of all machines in it. */
    private record Live(VimSession session, ManagedObject machines) {}

    private record Following(Live live, ManagedObject collector, String version) {}

    private Following begin(VimSession session, Deadline deadline) throws VimException {
        Instant since = clock.instant().minus(config.eventHistory());
        ManagedObject collector = session.createPropertyCollector(deadline);
        ManagedObject machines = session.createContainerView(List.of(Machine.TYPE), deadline);
        ManagedObject events = session.createEventCollector(EVENTS, since, EVENT_PAGE, deadline);
        // A filter for each type: what leaves one is not looked for in another.
        for (Properties followed : followed(session, machines, events)) {
            session.createFilter(collector, followed, deadline);
        }
        picture.begin(session.userName());
        cut.clear();
        tell(session.queryEvents(EVENTS, since, HISTORY, deadline));
        String version = "";
        Optional<Updates> more;
        Deadline goodUntil = Deadline.in(BOUND);
        do {
            more = session.waitForUpdates(collector, version, Duration.ofSeconds(1), deadline);
            if (more.isPresent()) {
                version = more.get().version();
                take(session, more.get());
            }
        } while (more.isPresent() && more.get().truncated());
        pictureIsAsOf(goodUntil);
        return new Following(new Live(session, machines), collector, version);
    }

    private synchronized void pictureIsAsOf(Deadline goodUntil) {
        pictureGoodUntil = goodUntil;
    }

    private static List<Properties> followed(VimSession session, ManagedObject machines, ManagedObject events) {
        return List.of(machines(machines), tasks(session), Properties.of(events, "latestPage"));
    }

    private static Properties machines(ManagedObject view) {
        return new Properties(
                List.of(new Properties.OfType(Machine.TYPE, Machine.PATHS)),
                List.of(new Properties.From(view, "view")));
    }

    private static Properties tasks(VimSession session) {
        return new Properties(
                List.of(new Properties.OfType("Task", VimTask.PATHS)),
                List.of(new Properties.From(session.content().taskManager(), "recentTask")));
    }

    private Following next(Following following) throws VimException {
        VimSession session = following.live().session();
        tellListeners(picture.settle());
        boolean soon = picture.anyShuttingDown()
                || picture.awaitsWords()
                || !picture.unseenTasks().isEmpty();
        Duration poll = soon ? SHORT_POLL : LONGEST_POLL;
        Deadline goodUntil = Deadline.in(BOUND);
        Optional<Updates> updates =
                session.waitForUpdates(following.collector(), following.version(), poll, Deadline.in(poll.plus(GRACE)));
        if (goodUntil.passed()) {
            log.atWarn()
                    .addKeyValue("url", config.url())
                    .addKeyValue("late", goodUntil.left().negated().plus(BOUND))
                    .log("vCenter told of changes late; looks have read its machines meanwhile");
        }
        Set<String> touched = updates.isPresent() ? take(session, updates.get()) : Set.of();
        // More that is known to have come is not in the picture yet.
        if (updates.isEmpty() || !updates.get().truncated()) {
            pictureIsAsOf(goodUntil);
        }
        tellListeners(touched);
        return updates.isEmpty()
                ? following
                : new Following(
                        following.live(), following.collector(), updates.get().version());
    }

    private Set<String> take(VimSession session, Updates updates) throws VimException {
        // Events first: they say whose a task is.
        Set<String> touched = new HashSet<>();
        for (Updates.Change change : updates.changes()) {
            Element page = page(change);
            if (page != null) {
                touched.addAll(read(session, VimSession.events(page)));
            }
        }
        touched.addAll(picture.take(updates));
        return touched;
    }

    private static @Nullable Element page(Updates.Change change) {
        return switch (change) {
            case Updates.Entered entered -> entered.properties().get("latestPage");
            case Updates.Modified modified ->
                modified.properties()
                        .getOrDefault("latestPage", Optional.empty())
                        .orElse(null);
            case Updates.Left left -> null;
        };
    }

    /** A page of which nothing is known may come after others that were never seen. */
    private Set<String> read(VimSession session, List<VimEvent> page) throws VimException {
        boolean gap = page.size() >= EVENT_PAGE && page.getFirst().key() > lastEvent + 1;
        return tell(gap ? session.queryEvents(EVENTS, null, HISTORY, Deadline.in(config.callTimeout())) : page);
    }

    private Set<String> tell(List<VimEvent> events) {
        List<VimEvent> news =
                events.stream().filter(event -> event.key() > lastEvent).toList();
        if (!news.isEmpty()) {
            lastEvent = news.getLast().key();
        }
        return picture.take(news);
    }

    /** In a rush, vCenter's list of recent tasks is too short to show them all, so they are asked after by reference. */
    private void askAfterUnseenTasks(VimSession session) throws VimException {
        if (!nextUnseen.passed()) {
            return;
        }
        nextUnseen = Deadline.in(UNSEEN_TASKS);
        Set<String> touched = new HashSet<>();
        for (ManagedObject task : picture.unseenTasks()) {
            touched.addAll(picture.take(task, task(session, task)));
        }
        tellListeners(touched);
    }

    private Optional<VimTask> task(VimSession session, ManagedObject task) throws VimException {
        try {
            return session
                    .retrieve(
                            Properties.of(task, VimTask.PATHS.toArray(String[]::new)),
                            Deadline.in(config.callTimeout()))
                    .stream()
                    .findFirst()
                    .map(found -> VimTask.of(task, found.properties()));
        } catch (VimFault e) {
            if (e.is("ManagedObjectNotFound")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void tellListeners(Set<String> touched) {
        if (!touched.isEmpty()) {
            listeners.forEach(listener -> listener.accept(touched));
        }
    }

    private void cutPower(VimSession session) throws VimException {
        for (ManagedObject machine :
                picture.shuttingDownSinceBefore(clock.instant().minus(config.shutdownTimeout()))) {
            if (cut.add(machine)) {
                log.atWarn().addKeyValue("machine", machine).log("A guest did not shut down in time; its power is cut");
                session.task("PowerOffVM_Task", machine, request -> {}, Deadline.in(config.callTimeout()));
            }
        }
    }

    private void up(Live session) {
        synchronized (this) {
            live = session;
            problem = null;
            begins++;
            notifyAll();
        }
        log.atInfo().addKeyValue("url", config.url()).log("Following vCenter");
        listeners.forEach(listener -> listener.accept(Set.of()));
    }

    /** Whether it had been up. */
    private boolean down(Exception e) {
        boolean was;
        synchronized (this) {
            was = live != null;
            live = null;
            problem = e instanceof VimException vim ? vim : new VimFault("UnexpectedFault", e.toString());
            begins++;
            notifyAll();
        }
        if (!isClosed()) {
            log.atWarn()
                    .addKeyValue("url", config.url())
                    .addKeyValue("problem", e.getMessage())
                    .log("vCenter cannot be followed now");
        }
        if (was) {
            listeners.forEach(listener -> listener.accept(Set.of()));
        }
        return was;
    }

    /** Until it is time, or somebody looks. */
    private synchronized void pause(Duration longest) {
        Deadline deadline = Deadline.in(longest);
        wanted = false;
        try {
            while (!wanted && !closed && !deadline.passed()) {
                wait(Math.max(1, deadline.left().toMillis()));
            }
        } catch (InterruptedException e) {
            log.atDebug().log("Woken");
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
        try {
            if (started && !thread.join(Duration.ofSeconds(5))) {
                log.atWarn().log("The view of vCenter did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
