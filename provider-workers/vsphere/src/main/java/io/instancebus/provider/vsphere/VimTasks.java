package io.instancebus.provider.vsphere;

import io.instancebus.domain.Backoff;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.ObjectContent;
import io.instancebus.provider.vsphere.vim.Properties;
import io.instancebus.provider.vsphere.vim.Request;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimFault;
import io.instancebus.provider.vsphere.vim.VimSession;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Submits the tasks of one piece of work, and waits for those that the next step needs. */
record VimTasks(VimSession session, Deadline deadline) {
    private static final Backoff POLLS = new Backoff(Duration.ofMillis(50), Duration.ofMillis(500));
    /** The time that must remain for the call after a wait. */
    private static final Duration RESERVE = Duration.ofSeconds(1);

    ManagedObject submit(String method, ManagedObject object) throws VimException, ProviderFailure {
        return submit(method, object, request -> {});
    }

    ManagedObject submit(String method, ManagedObject object, Consumer<Request> arguments)
            throws VimException, ProviderFailure {
        try {
            return session.task(method, object, arguments, deadline);
        } catch (VimFault e) {
            if (e.is("NotAuthenticated")) {
                throw e;
            }
            throw Failures.ofChange(e);
        } catch (VimException e) {
            throw Failures.ofChange(e);
        }
    }

    /**
     * Waits for the end of a task.
     *
     * @throws ProviderFailure RETRYABLE if it takes too long for this piece of work
     */
    VimTask await(ManagedObject task) throws VimException, ProviderFailure {
        int polls = 0;
        while (deadline.left().compareTo(RESERVE) > 0) {
            List<ObjectContent> found =
                    session.retrieve(Properties.of(task, VimTask.PATHS.toArray(String[]::new)), deadline);
            if (!found.isEmpty()) {
                VimTask now = VimTask.of(task, found.getFirst().properties());
                if (!now.underWay()) {
                    return now;
                }
            }
            polls++;
            pause(POLLS.after(polls));
        }
        throw ProviderFailure.of(
                FailureCategory.RETRYABLE, "TaskInProgress", "vCenter's " + task + " has not ended yet");
    }

    private static void pause(Duration poll) throws ProviderFailure {
        try {
            Thread.sleep(poll);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailure.outcomeUnknown("interrupted", e);
        }
    }
}
