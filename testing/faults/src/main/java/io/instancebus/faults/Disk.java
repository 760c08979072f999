package io.instancebus.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A small disk in memory that can be filled to the last byte. Needs Linux, and root to mount it. */
final class Disk implements AutoCloseable {
    private static final int BLOCK = 1 << 16;
    private static final int TRIES = 20;

    private final Path folder;

    private Disk(Path folder) {
        this.folder = folder;
    }

    /** Empty if this machine does not allow mounts. */
    static Optional<Disk> mount(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        boolean mounted = Program.succeeds(
                "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0755", "tmpfs", folder.toString());
        return mounted ? Optional.of(new Disk(folder)) : Optional.empty();
    }

    Path folder() {
        return folder;
    }

    /** Takes all remaining space. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler())) {
            fillBy(out, BLOCK);
        } catch (IOException full) {
            // No further block fits; single bytes may.
        }
        try (OutputStream out = Files.newOutputStream(filler(), java.nio.file.StandardOpenOption.APPEND)) {
            fillBy(out, 1);
        } catch (IOException full) {
            // Not even one byte fits.
        }
        if (Files.getFileStore(folder).getUsableSpace() >= BLOCK) {
            throw new IOException(folder + " still has space");
        }
    }

    private static void fillBy(OutputStream out, int size) throws IOException {
        byte[] block = new byte[size];
        while (true) {
            out.write(block);
        }
    }

    /** Frees the space. */
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        try {
            for (int attempt = 0; attempt < TRIES && !Program.succeeds("umount", folder.toString()); attempt++) {
                Thread.sleep(100);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
