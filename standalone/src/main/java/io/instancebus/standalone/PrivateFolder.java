package io.instancebus.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A folder that only its owner may look into: what is made in it later need not be looked after. */
final class PrivateFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private PrivateFolder() {}

    /**
     * Makes the folder if there is none, and takes away what others may do with it.
     *
     * @return whether others could look into a folder that was there
     * @throws UncheckedIOException if it cannot be made, or is somebody else's
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
                    "the folder " + folder.toAbsolutePath() + " cannot be made readable by its owner alone", failure);
        }
    }
}
