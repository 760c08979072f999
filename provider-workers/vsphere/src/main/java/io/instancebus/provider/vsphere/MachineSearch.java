package io.instancebus.provider.vsphere;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.Properties;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimSession;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks vCenter for the machine of an instance, right before a change to it.
 *
 * @param since how far back to search vCenter's events for clones
 */
record MachineSearch(VimSession session, Deadline deadline, FollowedMachines followedMachines, Instant since) {
    /** @throws ProviderFailure NOT_FOUND, or CONFLICT while the machine is still being cloned */
    Machine require(String nativeId) throws VimException, ProviderFailure {
        Optional<Machine> found = find(nativeId);
        Failure problem = found.map(Machine::problem).orElse(null);
        if (problem != null) {
            throw ProviderFailure.of(problem.category(), problem.providerCode(), problem.message());
        }
        if (found.isPresent()) {
            return found.get();
        }
        if (making(nativeId).orElse(null) instanceof CloneTracker.UnderWay) {
            throw ProviderFailure.of(FailureCategory.CONFLICT, "TaskInProgress", "the machine is still being cloned");
        }
        throw unknown(nativeId);
    }

    Optional<Machine> find(String nativeId) throws VimException {
        Optional<ManagedObject> object = session.findByInstanceUuid(nativeId, deadline);
        if (object.isEmpty()) {
            return Optional.empty();
        }
        return session
                .retrieve(
                        Properties.of(
                                object.get(),
                                "name",
                                "config.instanceUuid",
                                "runtime.powerState",
                                "runtime.connectionState",
                                "guest.toolsRunningStatus"),
                        deadline)
                .stream()
                .findFirst()
                .map(content -> Machine.of(content.object(), content.properties()));
    }

    boolean exists(String nativeId) throws VimException {
        return session.findByInstanceUuid(nativeId, deadline).isPresent();
    }

    /** How far the creation of the machine is, as far as this process or vCenter knows. */
    Optional<CloneTracker.Outcome> making(String nativeId) throws VimException {
        Optional<CloneTracker.Outcome> known = followedMachines.making(nativeId);
        return known.isPresent() ? known : new CloneSearch(session, deadline).of(nativeId, since);
    }

    static ProviderFailure unknown(String nativeId) {
        return ProviderFailure.of(
                FailureCategory.NOT_FOUND, "NotFound", "vCenter has no machine with the instance UUID " + nativeId);
    }
}
