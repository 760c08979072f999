package io.instancebus.embedded;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The room on the disk of a folder at one moment, in bytes.
 *
 * @param usable what this process may still write
 * @param total the size of the file system
 */
public record DiskSpace(Path folder, long usable, long total) {
    private static final long MEGABYTE = 1 << 20;

    /** From the best to the worst. */
    public enum Level {
        AMPLE,
        /** Time to make room: less than 1 GB, or 20 % of a small disk. */
        LOW,
        /** Publishers are refused, and what they published before is finished: less than 256 MB, or 10 %. */
        SHORT,
        /** Nothing is written any more, and the broker ought to be stopped in good order: less than 64 MB, or 4 %. */
        EXHAUSTED;

        boolean worseThan(Level other) {
            return compareTo(other) > 0;
        }
    }

    /** The folder must be there. */
    public static DiskSpace of(Path folder) throws IOException {
        return of(folder, Files.getFileStore(folder));
    }

    /** The same in microseconds, for one who has found out before what the folder lies on. */
    static DiskSpace of(Path folder, FileStore store) throws IOException {
        return new DiskSpace(folder, store.getUsableSpace(), store.getTotalSpace());
    }

    /** Whether a broker that was stopped for want of room can be started again, with some to spare. */
    public static boolean isThereRoomAgain(Path folder) throws IOException {
        return !of(folder).levelAfter(Level.EXHAUSTED).worseThan(Level.LOW);
    }

    /** By the room alone; a file system that does not tell its size has enough. */
    Level level() {
        return level(usable);
    }

    /** As {@link #level}, but a better level than before is reached a quarter later, so that it does not flutter. */
    Level levelAfter(Level before) {
        Level now = level();
        if (now.worseThan(before)) {
            return now;
        }
        Level surely = level(usable / 5 * 4);
        return surely.worseThan(before) ? before : surely;
    }

    private Level level(long room) {
        if (total <= 0) {
            return Level.AMPLE;
        }
        if (room < Math.min(64 * MEGABYTE, total / 25)) {
            return Level.EXHAUSTED;
        }
        if (room < refusedBelow()) {
            return Level.SHORT;
        }
        return room < Math.min(1024 * MEGABYTE, total / 5) ? Level.LOW : Level.AMPLE;
    }

    private long refusedBelow() {
        return Math.min(256 * MEGABYTE, total / 10);
    }

    /** For people: how much is left where, and from which point on commands are refused. */
    public String words() {
        return usable / MEGABYTE + " MB of " + total / MEGABYTE + " MB are left on the disk of " + folder
                + "; commands are refused below " + refusedBelow() / MEGABYTE + " MB";
    }
}
