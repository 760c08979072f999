package io.instancebus.simulators.openstack;

import org.jspecify.annotations.Nullable;

/**
 * The appearance of a server from a certain time on.
 *
 * @param status as Nova writes it; GONE when Nova no longer shows the server
 * @param task Nova's current task for it; null for none
 * @param at its beginning, by System.nanoTime
 */
record ServerStage(String status, @Nullable String task, long at) {
    static final String GONE = "GONE";
    /** Nova briefly still shows a deleted server, with this status. */
    static final String DELETED = "DELETED";

    boolean idle(String wanted) {
        return task == null && status.equals(wanted);
    }
}
