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
 * Follows an account's vCenter in a session of its own, from the first listener or observation on. One long poll
 * delivers every change of machines, recent tasks and events. After a session ends or a connection breaks, it starts
 * again with the complete state; until then no sighting is available.
 *
 * <p>vCenter may answer a poll late, and meanwhile the known state is old. So the state counts as of the time when the
 * last answered poll was sent. If that is longer ago than {@link #BOUND}, an observation reads the machines and recent
 * tasks itself, and fails if it cannot.
 */
final class MachineFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MachineFollower.class);
    /** The maximum age of a sighting. */
    static final Duration BOUND = Duration.ofSeconds(10);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Logins logins;
    private final FollowedMachines followedMachines;
    private final VsphereConfig config;
    private final Clock clock;
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofVirtual().name("vsphere-follower").unstarted(this::work);
    private final EventIntake events;
    private final UnseenTasks unseenTasks;
    private final ShutdownEnforcer shutdowns;
    private final UpdateSession.Listener updateListener = new UpdateSession.Listener() {
        @Override
        public void asOf(Deadline goodUntil) {
            setCurrentUntil(goodUntil);
        }

        @Override
        public void late(Duration duration) {
            log.atWarn()
                    .addKeyValue("url", config.url())
                    .addKeyValue("late", duration)
                    .log("vCenter reported changes late; observations have read its machines meanwhile");
        }

        @Override
        public void touched(Set<String> nativeIds) {
            tellListeners(nativeIds);
        }
    };

    // The following fields are guarded by this.
    private boolean started;
    private boolean closed;
    private boolean wanted;
    private int begins;
    private @Nullable UpdateSession live;
    private Deadline currentUntil = Deadline.in(Duration.ZERO);
    private @Nullable Reading reading;
    private @Nullable VimException problem;

    MachineFollower(Logins logins, FollowedMachines followedMachines, VsphereConfig config, Clock clock) {
        this.logins = logins;
        this.followedMachines = followedMachines;
        this.config = config;
        this.clock = clock;
        this.events = new EventIntake(followedMachines, config.callTimeout());
        this.unseenTasks = new UnseenTasks(followedMachines, config.callTimeout());
        this.shutdowns = new ShutdownEnforcer(followedMachines, config, clock);
    }

    /** Calls back with the native ids of changed instances; with an empty set if any may have changed. */
    Provider.Listening listen(Consumer<Set<String>> listener) {
        listeners.add(listener);
        start();
        return () -> listeners.remove(listener);
    }

    /** @throws ProviderFailure if vCenter does not answer, or its answer is not reliable */
    Map<String, Sighting> sightings(Collection<String> nativeIds) throws ProviderFailure {
        Deadline deadline = Deadline.in(config.callTimeout());
        UpdateSession followed = awaitLive(deadline);
        if (!answers(followed.session(), deadline)) {
            log.atInfo()
                    .addKeyValue("url", config.url())
                    .log("vCenter has ended the watching session; starting another");
            beginAnew(followed.session());
            followed = awaitLive(deadline);
        }
        Optional<Reading> read = isCurrent() ? Optional.empty() : Optional.of(read(followed, deadline));
        if (read.isPresent()) {
            // Tells the listeners of failures here, because the follower's thread does so only after its poll.
            tellListeners(followedMachines.settle());
        }
        Map<String, Sighting> seen = new HashMap<>();
        for (String nativeId : nativeIds) {
            seen.put(
                    nativeId,
                    read.map(reading -> followedMachines.sighting(nativeId, reading))
                            .orElseGet(() -> followedMachines.sighting(nativeId)));
        }
        return seen;
    }

    /**
     * Whether the followed state is recent enough. After newer state was read directly, the followed state must catch
     * up with that first, so that no sighting goes back in time.
     */
    private synchronized boolean isCurrent() {
        return !currentUntil.passed() && (reading == null || reading.goodUntil().before(currentUntil));
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
            tasks.forEach(task -> followedMachines.took(VimTask.of(task.object(), task.properties())));
            synchronized (this) {
                reading = now;
            }
            return now;
        } catch (VimException e) {
            throw Failures.ofRead(e);
        }
    }

    /**
     * Whether the session is alive. An ended session returns empty results instead of an error, so each observation
     * checks it.
     */
    private boolean answers(VimSession session, Deadline deadline) throws ProviderFailure {
        try {
            return session.alive(deadline);
        } catch (VimException e) {
            beginAnew(session);
            throw Failures.ofRead(e);
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
                throw Failures.ofRead(failed);
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
                // An interruption requests a new session; the loop's condition handles close().
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
            UpdateSession updates =
                    UpdateSession.begin(session, followedMachines, events, updateListener, since, deadline);
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

    private synchronized void setCurrentUntil(Deadline goodUntil) {
        currentUntil = goodUntil;
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

    /** Whether it was up before. */
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

    /** Waits until the time is over or an observation needs the session. */
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
                log.atWarn().log("The follower of vCenter did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
