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
 * Cuts the power of guests that do not shut down in time. The one change that a watcher makes: when a guest was asked is
 * known from vCenter's own events, so that it happens also when the process that asked is gone. One thread's.
 */
final class ShutdownEnforcer {
    private static final Logger log = LoggerFactory.getLogger(ShutdownEnforcer.class);

    private final Picture picture;
    private final VsphereConfig config;
    private final Clock clock;
    private final Set<ManagedObject> cut = new HashSet<>();

    ShutdownEnforcer(Picture picture, VsphereConfig config, Clock clock) {
        this.picture = picture;
        this.config = config;
        this.clock = clock;
    }

    /** In a new session: what was done in the last one may have failed. */
    void begin() {
        cut.clear();
    }

    void enforce(VimSession session) throws VimException {
        for (ManagedObject machine :
                picture.shuttingDownSinceBefore(clock.instant().minus(config.shutdownTimeout()))) {
            if (cut.add(machine)) {
                log.atWarn().addKeyValue("machine", machine).log("A guest did not shut down in time; its power is cut");
                session.task("PowerOffVM_Task", machine, request -> {}, Deadline.in(config.callTimeout()));
            }
        }
    }
}
