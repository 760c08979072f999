package io.instancebus.provider.vsphere;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.Properties;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimFault;
import io.instancebus.provider.vsphere.vim.VimSession;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads clones by the references of their tasks, because vCenter's list of recent tasks may be too short for all of
 * them. Not thread-safe.
 */
final class UnseenTasks {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final FollowedMachines followedMachines;
    private final Duration timeout;
    private Deadline next = Deadline.in(Duration.ZERO);

    /** @param timeout the time limit of each call */
    UnseenTasks(FollowedMachines followedMachines, Duration timeout) {
        this.followedMachines = followedMachines;
        this.timeout = timeout;
    }

    /** Reads the tasks, at most every three seconds. Returns the native ids of the instances that they may concern. */
    Set<String> ask(VimSession session) throws VimException {
        if (!next.passed()) {
            return Set.of();
        }
        next = Deadline.in(PAUSE);
        Set<String> touched = new HashSet<>();
        for (ManagedObject task : followedMachines.unseenTasks()) {
            touched.addAll(followedMachines.take(task, task(session, task)));
        }
        return touched;
    }

    private Optional<VimTask> task(VimSession session, ManagedObject task) throws VimException {
        try {
            return session
                    .retrieve(Properties.of(task, VimTask.PATHS.toArray(String[]::new)), Deadline.in(timeout))
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
}
