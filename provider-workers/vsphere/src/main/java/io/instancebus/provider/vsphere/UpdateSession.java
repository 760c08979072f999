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
 * A session that receives changes from vCenter and applies them. {@link #session} and {@link #machines} are
 * thread-safe; the rest is for one thread.
 */
final class UpdateSession {
    /** Half of the maximum age, so that the state stays recent enough while vCenter has no changes. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(4);

    private static final Duration SHORT_POLL = Duration.ofSeconds(1);
    /** How long vCenter may take to prepare many changes. An observation notices sooner if vCenter is gone. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final VimSession session;
    private final ManagedObject machines;
    private final ManagedObject collector;
    private final FollowedMachines followedMachines;
    private final EventIntake events;
    private final Listener listener;
    private String version = "";

    /** Receives the progress of the session. */
    interface Listener {
        /** The state is recent enough until this deadline. */
        void asOf(Deadline goodUntil);

        /** vCenter took so long to answer a poll that the state was too old meanwhile. */
        void late(Duration duration);

        /** These instances may have changed; none if the set is empty. */
        void touched(Set<String> nativeIds);
    }

    private UpdateSession(
            VimSession session,
            ManagedObject machines,
            ManagedObject collector,
            FollowedMachines followedMachines,
            EventIntake events,
            Listener listener) {
        this.session = session;
        this.machines = machines;
        this.collector = collector;
        this.followedMachines = followedMachines;
        this.events = events;
        this.listener = listener;
    }

    /**
     * Begins a session and receives the complete state.
     *
     * @param since how far back to read events
     */
    static UpdateSession begin(
            VimSession session,
            FollowedMachines followedMachines,
            EventIntake events,
            Listener listener,
            Instant since,
            Deadline deadline)
            throws VimException {
        ManagedObject collector = session.createPropertyCollector(deadline);
        ManagedObject machines = session.createContainerView(List.of(Machine.TYPE), deadline);
        ManagedObject eventCollector = EventIntake.collector(session, since, deadline);
        // One filter per type, so that each follows its objects independently.
        for (Properties followed : List.of(
                Machine.properties(machines),
                VimTask.recent(session.content().taskManager()),
                Properties.of(eventCollector, "latestPage"))) {
            session.createFilter(collector, followed, deadline);
        }
        followedMachines.begin(session.userName());
        events.catchUp(session, since, deadline);
        UpdateSession begun = new UpdateSession(session, machines, collector, followedMachines, events, listener);
        begun.takeAll(deadline);
        return begun;
    }

    private void takeAll(Deadline deadline) throws VimException {
        Optional<Updates> more;
        Deadline goodUntil = Deadline.in(MachineFollower.BOUND);
        do {
            more = session.waitForUpdates(collector, version, Duration.ofSeconds(1), deadline);
            if (more.isPresent()) {
                version = more.get().version();
                take(more.get());
            }
        } while (more.isPresent() && more.get().truncated());
        listener.asOf(goodUntil);
    }

    VimSession session() {
        return session;
    }

    /** The view of all machines in this session. */
    ManagedObject machines() {
        return machines;
    }

    /** Waits some seconds for the next changes, and applies them. */
    void next() throws VimException {
        listener.touched(followedMachines.settle());
        boolean soon = followedMachines.anyShuttingDown()
                || followedMachines.awaitsWords()
                || !followedMachines.unseenTasks().isEmpty();
        Duration poll = soon ? SHORT_POLL : LONGEST_POLL;
        Deadline goodUntil = Deadline.in(MachineFollower.BOUND);
        Optional<Updates> updates = session.waitForUpdates(collector, version, poll, Deadline.in(poll.plus(GRACE)));
        if (goodUntil.passed()) {
            listener.late(goodUntil.left().negated().plus(MachineFollower.BOUND));
        }
        Set<String> touched = updates.isPresent() ? take(updates.get()) : Set.of();
        // After a truncated update, further changes are known to exist.
        if (updates.isEmpty() || !updates.get().truncated()) {
            listener.asOf(goodUntil);
        }
        updates.ifPresent(taken -> version = taken.version());
        listener.touched(touched);
    }

    private Set<String> take(Updates updates) throws VimException {
        // Events first, because they say to which instance a task belongs.
        Set<String> touched = new HashSet<>(events.take(session, updates));
        touched.addAll(followedMachines.take(updates));
        return touched;
    }
}
