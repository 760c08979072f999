package io.instancebus.provider.vsphere;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.VimException;
import io.instancebus.provider.vsphere.vim.VimSession;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The latest inventory, which is read again when it is old. Thread-safe. */
final class Inventories {
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable Inventory latest;
    private long readAt;

    /** An inventory that is at most this old. */
    Inventory get(VimSession session, Duration oldest, Deadline deadline) throws VimException {
        reading.lock();
        try {
            Inventory known = latest;
            if (known != null && System.nanoTime() - readAt <= oldest.toNanos()) {
                return known;
            }
            Inventory read = read(session, deadline);
            latest = read;
            readAt = System.nanoTime();
            return read;
        } finally {
            reading.unlock();
        }
    }

    private static Inventory read(VimSession session, Deadline deadline) throws VimException {
        ManagedObject view = session.createContainerView(Inventory.TYPES, deadline);
        try {
            return Inventory.of(session.retrieve(Inventory.properties(view), deadline));
        } finally {
            session.destroyView(view, deadline);
        }
    }
}
