package io.instancebus.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Describes the machine of a run. */
final class HostDescription {
    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private HostDescription() {}

    static String words() {
        return Runtime.getRuntime().availableProcessors() + " × " + line(CPU, "model name") + ", "
                + (Long.parseLong("0" + line(MEMORY, "MemTotal").replaceAll("\\D", "")) >> 20)
                + " GiB, Java " + Runtime.version().feature();
    }

    private static String line(Path file, String name) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("0");
        } catch (IOException unknown) {
            return "0";
        }
    }
}
