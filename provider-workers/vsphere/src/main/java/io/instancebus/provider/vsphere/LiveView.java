package io.instancebus.provider.vsphere;

import io.instancebus.domain.Backoff;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.ObjectContent;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimFault;
import io.instancebus.provider.vsphere.vim.VimSession;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
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
 * begun anew with everything told again; until then nothing is shown.
 *
 * <p>vCenter may answer the poll late, and until then the picture shows what was. So the picture counts as of the moment
 * when the poll that last answered was sent. A look that finds it older than {@link #BOUND} reads the machines and recent
 * tasks itself, and fails when it cannot.
 */
final class LiveView implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveView.class);
    /** How old what a look shows may be. */
    static final Duration BOUND = Duration.ofSeconds(10);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Logins logins;
    private final Picture picture;
    private final VsphereConfig config;
    private final Clock clock;
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofVirtual().name("vsphere-live-view").unstarted(this::work);
    private final EventIntake events;
    private final UnseenTasks unseenTasks;
    private final ShutdownEnforcer shutdowns;
    private final UpdateSession.Told told = new UpdateSession.Told() {
        @Override
        public void asOf(Deadline goodUntil) {
            pictureIsAsOf(goodUntil);
        }

        @Override
        public void late(Duration duration) {
            log.atWarn()
                    .addKeyValue("url", config.url())
                    .addKeyValue("late", duration)
                    .log("vCenter told of changes late; looks have read its machines meanwhile");
        }

        @Override
        public void touched(Set<String> nativeIds) {
            tellListeners(nativeIds);
        }
    };

    // Guarded by this.
    private boolean started;
    private boolean closed;
    private boolean wanted;
    private int begins;
    private @Nullable UpdateSession live;
    private Deadline pictureGoodUntil = Deadline.in(Duration.ZERO);
    private @Nullable Reading reading;
    private @Nullable VimException problem;

    LiveView(Logins logins, Picture picture, VsphereConfig config, Clock clock) {
        this.logins = logins;
        this.picture = picture;
        this.config = config;
        this.clock = clock;
        this.events = new EventIntake(picture, config.callTimeout());
        this.unseenTasks = new UnseenTasks(picture, config.callTimeout());
        this.shutdowns = new ShutdownEnforcer(picture, config, clock);
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
        UpdateSession followed = awaitLive(deadline);
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

    private Reading read(UpdateSession followed, Deadline deadline) throws ProviderFailure {
        Optional<Reading> last = lastReading();
        if (last.isPresent()) {
            return last.get();
        }
        VimSession session = followed.session();
        Deadline goodUntil = Deadline.in(BOUND);
        try {
            List<ObjectContent> tasks =
                    session.retrieve(VimTask.recent(session.content().taskManager()), deadline);
            Reading now = Reading.of(session.retrieve(Machine.properties(followed.machines()), deadline), goodUntil);
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

    private synchronized UpdateSession awaitLive(Deadline deadline) throws ProviderFailure {
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
            Instant since = clock.instant().minus(config.eventHistory());
            UpdateSession updates = UpdateSession.begin(session, picture, events, told, since, deadline);
            shutdowns.begin();
            up(updates);
            while (!isClosed()) {
                shutdowns.enforce(session);
                tellListeners(unseenTasks.ask(session));
                updates.next();
            }
        } finally {
            Logins.logout(session);
        }
    }

    private synchronized void pictureIsAsOf(Deadline goodUntil) {
        pictureGoodUntil = goodUntil;
    }

    private void tellListeners(Set<String> touched) {
        if (!touched.isEmpty()) {
            listeners.forEach(listener -> listener.accept(touched));
        }
    }

    private void up(UpdateSession session) {
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
