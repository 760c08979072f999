package io.instancebus.worker.watcher;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A partition of the observations topic that this process has, and the watches of the accounts that fall into it. */
final class Ownership implements AutoCloseable {
    private static final Pattern STORED = Pattern.compile("epoch=(\\d{1,18})");

    private final long epoch;
    private final OpenOffsets offsets;
    private final Map<String, WatchLoop> watches = new HashMap<>();
    private boolean begun;

    Ownership(long epoch, long position) {
        this.epoch = epoch;
        this.offsets = new OpenOffsets(position);
    }

    /** The epoch after the one that the last owner left, never behind the clock. */
    static long nextEpoch(String metadata, long clockMillis) {
        Matcher stored = STORED.matcher(metadata);
        // Whoever moves the group's offsets by hand leaves no epoch there; then the clock must do.
        return stored.matches() ? Math.max(clockMillis, Long.parseLong(stored.group(1)) + 1) : clockMillis;
    }

    long epoch() {
        return epoch;
    }

    /** What is committed beside the offset. */
    String metadata() {
        return "epoch=" + epoch;
    }

    OpenOffsets offsets() {
        return offsets;
    }

    Map<String, WatchLoop> watches() {
        return watches;
    }

    /** Whether the broker has confirmed the epoch. */
    boolean begun() {
        return begun;
    }

    void begin() {
        begun = true;
    }

    @Override
    public void close() {
        watches.values().forEach(WatchLoop::close);
    }
}
