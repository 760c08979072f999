package io.instancebus.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The current memory and files of a process, from Linux's /proc.
 *
 * @param residentBytes its resident memory
 * @param openFiles its open file descriptors
 */
public record Usage(long residentBytes, int openFiles) {
    private static final Path PROC = Path.of("/proc");

    /** Empty if the process is gone, or the system has no /proc. */
    static Optional<Usage> of(long pid) {
        Path process = PROC.resolve(Long.toString(pid));
        try (var files = Files.list(process.resolve("fd"))) {
            long kilobytes = Files.readAllLines(process.resolve("status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .sum();
            return Optional.of(new Usage(kilobytes << 10, (int) files.count()));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
