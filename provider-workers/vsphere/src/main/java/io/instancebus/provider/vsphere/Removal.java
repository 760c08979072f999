package io.instancebus.provider.vsphere;

import io.instancebus.provider.Foreign;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.LocalizedFault;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimFault;
import io.instancebus.provider.vsphere.vim.VimSession;
import io.instancebus.provider.vsphere.vim.VimTask;
import java.util.Optional;

/**
 * Destroys the machine of an instance, in whatever state: cancels its clone, waits for its first power-on, turns it off.
 * vCenter deletes only what is off.
 */
final class Removal {
    private final VimSession session;
    private final Deadline deadline;
    private final Picture picture;
    private final MachineSearch search;
    private final VimTasks tasks;

    Removal(MachineSearch search) {
        this.session = search.session();
        this.deadline = search.deadline();
        this.picture = search.picture();
        this.search = search;
        this.tasks = new VimTasks(session, deadline);
    }

    void of(String nativeId, String requestKey) throws VimException, ProviderFailure {
        Optional<Machine> found = search.find(nativeId);
        if (!nativeId.equals(Naming.nativeId(requestKey))) {
            throw found.isPresent() ? Foreign.refusal(nativeId, requestKey) : MachineSearch.unknown(nativeId);
        }
        boolean cancelled = found.filter(Machine::on).isEmpty() && cancelClone(nativeId, found.isPresent());
        if (cancelled || found.isEmpty()) {
            // It may have been made between the questions.
            found = search.find(nativeId);
        }
        if (found.isEmpty() && !cancelled) {
            throw MachineSearch.unknown(nativeId);
        }
        if (found.filter(machine -> !machine.on() && picture.isNew(machine.object()))
                        .isPresent()
                && awaitPowerOn(found.get())) {
            found = search.find(nativeId);
        }
        if (found.isPresent()) {
            destroy(nativeId, found.get());
        }
    }

    /** Cancels the clone that makes the machine, and waits for its end. Returns whether one was under way. */
    private boolean cancelClone(String nativeId, boolean visible) throws VimException, ProviderFailure {
        Optional<CloneTracker.Outcome> making = visible ? picture.making(nativeId) : search.making(nativeId);
        if (!(making.orElse(null) instanceof CloneTracker.UnderWay clone) || clone.task() == null) {
            return false;
        }
        try {
            session.ask("CancelTask", clone.task(), deadline);
        } catch (VimFault e) {
            // It may have ended in between, or be past the point where it can be cancelled.
            if (e.is("NotAuthenticated")) {
                throw e;
            }
        }
        tasks.await(clone.task());
        return true;
    }

    /**
     * Waits for vCenter's automatic power-on of a new machine, because a running machine cannot be deleted. Returns
     * whether one was in progress.
     */
    private boolean awaitPowerOn(Machine machine) throws VimException, ProviderFailure {
        for (VimTask task : new CloneSearch(session, deadline).recentTasks()) {
            if (task.underWay()
                    && machine.object().equals(task.entity())
                    && task.descriptionId().equals("VirtualMachine.powerOn")) {
                tasks.await(task.object());
                return true;
            }
        }
        return false;
    }

    private void destroy(String nativeId, Machine machine) throws VimException, ProviderFailure {
        if (!machine.power().equals("poweredOff")) {
            picture.acting(machine.object());
            VimTask off = tasks.await(tasks.submit("PowerOffVM_Task", machine.object()));
            LocalizedFault error = off.error();
            if (error != null && !error.type().equals("InvalidPowerState")) {
                throw Failures.of(error);
            }
        }
        // Said first: the machine may be gone before the answer is here.
        picture.destroying(nativeId);
        tasks.submit("Destroy_Task", machine.object());
    }
}
