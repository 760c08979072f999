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
 * Wall clocks that can be set off, one for each process, by Debian's libfaketime. The monotonic clock, by which a JVM
 * waits, is left alone.
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

    /** Empty where libfaketime is not installed. */
    static Optional<Clocks> in(Path folder) throws IOException {
        Files.createDirectories(folder);
        return LIBRARIES.stream().filter(Files::exists).findFirst().map(library -> new Clocks(folder, library));
    }

    /** What makes each of these processes go by its own clock, which is right at first. */
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
                            // Without it, timed waits by the monotonic clock return at once.
                            "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                            "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                            "DONT_FAKE_MONOTONIC", "1"));
        }
        return environments;
    }

    /** Sets it off by so much; the process sees it within a second. */
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
