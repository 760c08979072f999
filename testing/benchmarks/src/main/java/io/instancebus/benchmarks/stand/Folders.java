package io.instancebus.benchmarks.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders and what is in them. */
public final class Folders {
    private Folders() {}

    /** With all that is in it; nothing where there is none. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (java.io.UncheckedIOException vanished) {
            if (!(vanished.getCause() instanceof NoSuchFileException)) {
                throw vanished;
            }
        }
    }
}
