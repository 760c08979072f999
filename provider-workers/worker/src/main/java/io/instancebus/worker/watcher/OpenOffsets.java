package io.instancebus.worker.watcher;

import java.util.TreeSet;

/** The offsets of one partition that were begun and not yet answered; what lies before them may be committed. Safe for many threads. */
final class OpenOffsets {
    private final TreeSet<Long> open = new TreeSet<>();
    private long next;
    private long committed;

    OpenOffsets(long position) {
        this.next = position;
        this.committed = position;
    }

    synchronized void begin(long offset) {
        open.add(offset);
        next = Math.max(next, offset + 1);
    }

    synchronized void end(long offset) {
        open.remove(offset);
    }

    /** From where to read again after a restart. */
    synchronized long committable() {
        return open.isEmpty() ? next : open.first();
    }

    synchronized boolean hasMoved() {
        return committable() != committed;
    }

    synchronized void committed(long offset) {
        committed = offset;
    }
}
