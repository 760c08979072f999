package io.instancebus.provider.vsphere;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimSession;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Powers off machines whose guests do not shut down in time. This is the only change that a watcher makes. The time of
 * the request comes from vCenter's own events, so the power-off happens also if the process that made the request is
 * gone. Not thread-safe.
 */
final class ShutdownEnforcer {
    private static final Logger log = LoggerFactory.getLogger(ShutdownEnforcer.class);

    private final FollowedMachines followedMachines;
    private final VsphereConfig config;
    private final Clock clock;
    private final Set<ManagedObject> cut = new HashSet<>();

    ShutdownEnforcer(FollowedMachines followedMachines, VsphereConfig config, Clock clock) {
        this.followedMachines = followedMachines;
        this.config = config;
        this.clock = clock;
    }

    /** A new session begins, so operations of the last one may have failed and are repeated. */
    void begin() {
        cut.clear();
    }

    void enforce(VimSession session) throws VimException {
        for (ManagedObject machine :
                followedMachines.shuttingDownSinceBefore(clock.instant().minus(config.shutdownTimeout()))) {
            if (cut.add(machine)) {
                log.atWarn().addKeyValue("machine", machine).log("A guest did not shut down in time; its power is cut");
                session.task("PowerOffVM_Task", machine, request -> {}, Deadline.in(config.callTimeout()));
            }
        }
    }
}
