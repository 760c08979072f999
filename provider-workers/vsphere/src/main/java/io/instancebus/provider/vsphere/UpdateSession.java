package io.instancebus.provider.vsphere;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.Properties;
import io.instancebus.provider.vsphere.vim.Updates;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimSession;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A session in which vCenter tells of changes, and the picture takes them in. {@link #session} and {@link #machines} are
 * for any threads, the rest is one thread's.
 */
final class UpdateSession {
    /** Two of them fit into the bound, so that the picture of a vCenter with nothing to tell stays young enough. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(4);

    private static final Duration SHORT_POLL = Duration.ofSeconds(1);
    /** A vCenter with much to tell takes its time; that it is gone is found out by those who look. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final VimSession session;
    private final ManagedObject machines;
    private final ManagedObject collector;
    private final Picture picture;
    private final EventIntake events;
    private final Told told;
    private String version = "";

    /** Who wants to know how the picture comes on. */
    interface Told {
        /** The picture shows what was when this deadline was set. */
        void asOf(Deadline goodUntil);

        /** vCenter took so long to answer a poll that the picture has been too old meanwhile. */
        void late(Duration duration);

        /** Something of these instances may have changed; of none where the set is empty. */
        void touched(Set<String> nativeIds);
    }

    private UpdateSession(
            VimSession session,
            ManagedObject machines,
            ManagedObject collector,
            Picture picture,
            EventIntake events,
            Told told) {
        this.session = session;
        this.machines = machines;
        this.collector = collector;
        this.picture = picture;
        this.events = events;
        this.told = told;
    }

    /**
     * Begins with everything told anew.
     *
     * @param since from when on events are wanted
     */
    static UpdateSession begin(
            VimSession session, Picture picture, EventIntake events, Told told, Instant since, Deadline deadline)
            throws VimException {
        ManagedObject collector = session.createPropertyCollector(deadline);
        ManagedObject machines = session.createContainerView(List.of(Machine.TYPE), deadline);
        ManagedObject eventCollector = EventIntake.collector(session, since, deadline);
        // A filter for each type: what leaves one is not looked for in another.
        for (Properties followed : List.of(
                Machine.properties(machines),
                VimTask.recent(session.content().taskManager()),
                Properties.of(eventCollector, "latestPage"))) {
            session.createFilter(collector, followed, deadline);
        }
        picture.begin(session.userName());
        events.catchUp(session, since, deadline);
        UpdateSession begun = new UpdateSession(session, machines, collector, picture, events, told);
        begun.takeAll(deadline);
        return begun;
    }

    private void takeAll(Deadline deadline) throws VimException {
        Optional<Updates> more;
        Deadline goodUntil = Deadline.in(LiveView.BOUND);
        do {
            more = session.waitForUpdates(collector, version, Duration.ofSeconds(1), deadline);
            if (more.isPresent()) {
                version = more.get().version();
                take(more.get());
            }
        } while (more.isPresent() && more.get().truncated());
        told.asOf(goodUntil);
    }

    VimSession session() {
        return session;
    }

    /** The view of all machines in this session. */
    ManagedObject machines() {
        return machines;
    }

    /** Waits for the next changes, for some seconds, and takes them in. */
    void next() throws VimException {
        told.touched(picture.settle());
        boolean soon = picture.anyShuttingDown()
                || picture.awaitsWords()
                || !picture.unseenTasks().isEmpty();
        Duration poll = soon ? SHORT_POLL : LONGEST_POLL;
        Deadline goodUntil = Deadline.in(LiveView.BOUND);
        Optional<Updates> updates = session.waitForUpdates(collector, version, poll, Deadline.in(poll.plus(GRACE)));
        if (goodUntil.passed()) {
            told.late(goodUntil.left().negated().plus(LiveView.BOUND));
        }
        Set<String> touched = updates.isPresent() ? take(updates.get()) : Set.of();
        // More that is known to have come is not in the picture yet.
        if (updates.isEmpty() || !updates.get().truncated()) {
            told.asOf(goodUntil);
        }
        updates.ifPresent(taken -> version = taken.version());
        told.touched(touched);
    }

    private Set<String> take(Updates updates) throws VimException {
        // Events first: they say whose a task is.
        Set<String> touched = new HashSet<>(events.take(session, updates));
        touched.addAll(picture.take(updates));
        return touched;
    }
}
