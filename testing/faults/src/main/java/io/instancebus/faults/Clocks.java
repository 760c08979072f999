package io.instancebus.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adjustable wall clocks, one for each process, with Debian's libfaketime. The monotonic clock, which the JVM uses for
 * waits, is unchanged.
 */
final class Clocks {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private final Path folder;
    private final Path library;

    private Clocks(Path folder, Path library) {
        this.folder = folder;
        this.library = library;
    }

    /** Empty if libfaketime is not installed. */
    static Optional<Clocks> in(Path folder) throws IOException {
        Files.createDirectories(folder);
        return LIBRARIES.stream().filter(Files::exists).findFirst().map(library -> new Clocks(folder, library));
    }

    /** The environment variables that give each of these processes a clock of its own, which is right at first. */
    Map<String, Map<String, String>> environments(List<String> processes) {
        Map<String, Map<String, String>> environments = new HashMap<>();
        for (String process : processes) {
            set(process, Duration.ZERO);
            environments.put(
                    process,
                    Map.of(
                            "LD_PRELOAD", library.toString(),
                            "FAKETIME_TIMESTAMP_FILE", file(process).toString(),
                            "FAKETIME_CACHE_DURATION", "1",
                            // Without this setting, timed waits on the monotonic clock return at once.
                            "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                            "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                            "DONT_FAKE_MONOTONIC", "1"));
        }
        return environments;
    }

    /** Sets the clock off by this offset; the process sees it within a second. */
    void set(String process, Duration offset) {
        try {
            Path next = folder.resolve(process + ".next");
            Files.writeString(next, (offset.isNegative() ? "" : "+") + offset.toSeconds() + "\n");
            Files.move(next, file(process), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path file(String process) {
        return folder.resolve(process);
    }
}
