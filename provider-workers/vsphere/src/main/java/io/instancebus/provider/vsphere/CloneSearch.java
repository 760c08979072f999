package io.instancebus.provider.vsphere;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.VimEvent;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimSession;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Asks vCenter whether it is creating an instance's machine, or why that failed, for a process that did not follow the
 * clone.
 */
record CloneSearch(VimSession session, Deadline deadline) {
    private static final List<String> EVENTS = EventIntake.TYPES.stream()
            .filter(type -> type.matches(".*(Clone|Deploy).*"))
            .toList();
    private static final int MOST = 1000;

    Optional<CloneTracker.Outcome> of(String nativeId, Instant since) throws VimException {
        CloneTracker found = new CloneTracker();
        for (VimEvent event : session.queryEvents(EVENTS, since, MOST, deadline)) {
            found.event(event);
        }
        recentTasks().forEach(found::task);
        return found.of(Naming.mark(nativeId));
    }

    /** The tasks in progress and those that just ended, as far as vCenter's short list of recent tasks has them. */
    List<VimTask> recentTasks() throws VimException {
        return session.retrieve(VimTask.recent(session.content().taskManager()), deadline).stream()
                .map(task -> VimTask.of(task.object(), task.properties()))
                .toList();
    }
}
