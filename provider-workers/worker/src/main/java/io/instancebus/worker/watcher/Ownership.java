package io.instancebus.worker.watcher;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A partition of the observations topic that this process owns, and the watchers of its accounts. */
final class Ownership implements AutoCloseable {
    private static final Pattern STORED = Pattern.compile("epoch=(\\d{1,18})");

    private final long epoch;
    private final OpenOffsets offsets;
    private final Map<String, WatcherThreads> watchers = new HashMap<>();
    private boolean begun;

    Ownership(long epoch, long position) {
        this.epoch = epoch;
        this.offsets = new OpenOffsets(position);
    }

    /** An epoch greater than that of the last owner, and not less than the clock. */
    static long nextEpoch(String metadata, long clockMillis) {
        Matcher stored = STORED.matcher(metadata);
        // A manual reset of the group's offsets leaves no epoch; then the clock determines it.
        return stored.matches() ? Math.max(clockMillis, Long.parseLong(stored.group(1)) + 1) : clockMillis;
    }

    long epoch() {
        return epoch;
    }

    /** The metadata of the committed offset. */
    String metadata() {
        return "epoch=" + epoch;
    }

    OpenOffsets offsets() {
        return offsets;
    }

    Map<String, WatcherThreads> watchers() {
        return watchers;
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
        watchers.values().forEach(WatcherThreads::close);
    }
}
