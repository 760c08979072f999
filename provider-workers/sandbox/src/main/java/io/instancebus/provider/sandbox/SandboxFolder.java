package io.instancebus.provider.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The files of a sandbox; one cloud at a time holds their lock. */
final class SandboxFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel lock;

    private SandboxFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    static SandboxFolder lock(Path root) throws IOException {
        Files.createDirectories(root, permissions("rwx------"));
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException("the sandbox in " + root + " is already open");
        }
        return new SandboxFolder(root, channel);
    }

    Path journal() {
        return root.resolve("instances.journal");
    }

    Path hostKey() {
        return root.resolve("ssh-host-key");
    }

    Path lastPort() {
        return root.resolve("ssh-port");
    }

    Path passwordFile(SandboxSshConfig config) {
        Path configured = config.passwordFile();
        return configured == null ? root.resolve("secrets").resolve("sandbox-password") : configured;
    }

    /**
     * Writes a secret completely or not at all, readable only by the owner.
     *
     * @throws FileAlreadyExistsException if the file exists; it is left unchanged
     */
    static void writeSecret(Path file, byte[] content) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent, permissions("rwx------"));
        }
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path draft = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(draft);
        Files.createFile(draft, permissions("rw-------"));
        Files.write(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This process holds the lock: treated like another process's lock.
            return null;
        }
    }

    private static FileAttribute<?>[] permissions(String text) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }
}
