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
 * Asks after clones by the reference of their task: in a rush, vCenter's list of recent tasks is too short to show them
 * all. One thread's.
 */
final class UnseenTasks {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final Picture picture;
    private final Duration timeout;
    private Deadline next = Deadline.in(Duration.ZERO);

    /** @param timeout of each question */
    UnseenTasks(Picture picture, Duration timeout) {
        this.picture = picture;
        this.timeout = timeout;
    }

    /** Not more often than every three seconds. Returns the native ids for which an answer may make a difference. */
    Set<String> ask(VimSession session) throws VimException {
        if (!next.passed()) {
            return Set.of();
        }
        next = Deadline.in(PAUSE);
        Set<String> touched = new HashSet<>();
        for (ManagedObject task : picture.unseenTasks()) {
            touched.addAll(picture.take(task, task(session, task)));
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
