package io.instancebus.simulators.openstack;

import org.jspecify.annotations.Nullable;

/**
 * How a server shows itself from a moment on.
 *
 * @param status as Nova writes it; GONE when Nova shows it no longer
 * @param task what Nova is doing to it; null for nothing
 * @param at by System.nanoTime
 */
record Stage(String status, @Nullable String task, long at) {
    static final String GONE = "GONE";
    /** For a moment Nova still shows what it has deleted, and calls it that. */
    static final String DELETED = "DELETED";

    boolean idle(String wanted) {
        return task == null && status.equals(wanted);
    }
}
