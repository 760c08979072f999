package io.instancebus.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder with all data of an embedded default. One process at a time can have it open. */
final class DataDirectory implements AutoCloseable {
    private static final String LOCK = ".lock";
    private static final Set<String> OURS =
            Set.of(LOCK, "kafka", "command-service", "view", "sandbox", "keys", "secrets", "logs");

    private final Path root;
    private final FileChannel channel;

    private DataDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Creates the folder if it does not exist, and makes it private to its owner. Throws an IllegalStateException if
     * another process has it open.
     */
    static DataDirectory open(Path root) {
        try {
            makePrivate(root);
            FileChannel channel =
                    FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lock(channel);
            if (lock == null) {
                channel.close();
                throw new IllegalStateException("another Instance Bus uses " + root.toAbsolutePath()
                        + "; stop it, or choose another --data-dir");
            }
            return new DataDirectory(root, channel);
        } catch (IOException failure) {
            throw new UncheckedIOException("the data directory " + root.toAbsolutePath() + " cannot be used", failure);
        }
    }

    /**
     * Makes the folder private to its owner. A folder that holds other files too, such as /tmp, stays as it is; each of
     * our folders in it is private.
     *
     * @return whether others could read it
     */
    static boolean makePrivate(Path root) {
        return (!Files.isDirectory(root) || isOurs(root)) && PrivateFolder.at(root);
    }

    private static boolean isOurs(Path folder) {
        try (Stream<Path> content = Files.list(folder)) {
            return content.map(each -> String.valueOf(each.getFileName())).allMatch(OURS::contains);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the data directory " + folder.toAbsolutePath() + " cannot be used", failure);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }

    /** A subfolder that only its owner can read. */
    Path folder(String name) {
        Path folder = root.resolve(name);
        PrivateFolder.at(folder);
        return folder;
    }

    Path file(String name) {
        return root.resolve(name);
    }

    Path root() {
        return root;
    }

    /** Releases the folder. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
