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
 * Destroys the machine of an instance in any state: cancels its clone, waits for its first power-on, powers it off.
 * vCenter deletes only machines that are off.
 */
final class Removal {
    private final VimSession session;
    private final Deadline deadline;
    private final FollowedMachines followedMachines;
    private final MachineSearch search;
    private final VimTasks tasks;

    Removal(MachineSearch search) {
        this.session = search.session();
        this.deadline = search.deadline();
        this.followedMachines = search.followedMachines();
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
            // The machine may have been created between the two calls.
            found = search.find(nativeId);
        }
        if (found.isEmpty() && !cancelled) {
            throw MachineSearch.unknown(nativeId);
        }
        if (found.filter(machine -> !machine.on() && followedMachines.isNew(machine.object()))
                        .isPresent()
                && awaitPowerOn(found.get())) {
            found = search.find(nativeId);
        }
        if (found.isPresent()) {
            destroy(nativeId, found.get());
        }
    }

    /** Cancels the clone that creates the machine, and waits for its end. Returns whether one was in progress. */
    private boolean cancelClone(String nativeId, boolean visible) throws VimException, ProviderFailure {
        Optional<CloneTracker.Outcome> making = visible ? followedMachines.making(nativeId) : search.making(nativeId);
        if (!(making.orElse(null) instanceof CloneTracker.UnderWay clone) || clone.task() == null) {
            return false;
        }
        try {
            session.ask("CancelTask", clone.task(), deadline);
        } catch (VimFault e) {
            // The clone may have ended in between, or can no longer be cancelled.
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
            followedMachines.acting(machine.object());
            VimTask off = tasks.await(tasks.submit("PowerOffVM_Task", machine.object()));
            LocalizedFault error = off.error();
            if (error != null && !error.type().equals("InvalidPowerState")) {
                throw Failures.of(error);
            }
        }
        // Recorded first, because the machine may be gone before the answer arrives.
        followedMachines.destroying(nativeId);
        tasks.submit("Destroy_Task", machine.object());
    }
}
