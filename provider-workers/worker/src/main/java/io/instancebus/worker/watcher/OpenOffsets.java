package io.instancebus.worker.watcher;

import java.util.TreeSet;

/** The offsets of one partition whose requests are open; the offsets before them may be committed. Thread-safe. */
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

    /** The offset at which a restart must continue. */
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
