package io.instancebus.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A disk in memory, for those who want to see what a full one does. Linux, and root, because it is mounted. */
public final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 1 << 16;
    private static final int SPARE = 1 << 20;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Empty where this machine does not let us mount; the folder is made if there is none. */
    public static Optional<SmallDisk> mount(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        return mounted ? Optional.of(new SmallDisk(folder)) : Optional.empty();
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    /** Bytes that may still be written. */
    public long room() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Takes what there is but so many bytes; nothing, if fewer are left. */
    public void fillUpTo(long left) throws IOException {
        try (var filler = new RandomAccessFile(filler().toFile(), "rw")) {
            filler.seek(filler.length());
            for (long room = room(); room > left; room = room()) {
                filler.write(new byte[(int) Math.min(BLOCK, room - left)]);
            }
        } catch (IOException e) {
            // Somebody else took the last bytes meanwhile.
            if (room() > left) {
                throw e;
            }
        }
    }

    /** Takes all there is in one call of the system, faster than anybody can look. */
    public void fillAtOnce() throws IOException, InterruptedException {
        // It takes nothing if somebody else takes a byte of that meanwhile.
        long length = Math.max(1, room() - SPARE);
        run("fallocate", "--offset", Long.toString(taken()), "--length", Long.toString(length), filler().toString());
        fillUpTo(0);
    }

    private long taken() throws IOException {
        return Files.exists(filler()) ? Files.size(filler()) : 0;
    }

    /** Gives back what was taken. */
    public void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Unmounts it, once what still has a file open there lets go of it. */
    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", "--lazy", folder.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
