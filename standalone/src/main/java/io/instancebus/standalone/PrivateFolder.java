package io.instancebus.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes a folder private to its owner; files created in it later need no permissions of their own. */
final class PrivateFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private PrivateFolder() {}

    /**
     * Creates the folder if it does not exist, and removes the permissions of others.
     *
     * @return whether others could read a folder that existed
     * @throws UncheckedIOException if it cannot be created, or belongs to another user
     */
    static boolean at(Path folder) {
        try {
            boolean there = Files.isDirectory(folder);
            Files.createDirectories(folder);
            PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
            if (view == null || view.readAttributes().permissions().equals(OWNER_ONLY)) {
                return false;
            }
            view.setPermissions(OWNER_ONLY);
            return there;
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the folder " + folder.toAbsolutePath() + " cannot be made private to its owner", failure);
        }
    }
}
