package io.instancebus.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine of the measurements. */
public record MeasuredMachine(String cpu, int cores, String memory, String jdk, String kernel) {
    public static MeasuredMachine here() {
        return new MeasuredMachine(
                first("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                first("/proc/meminfo", "MemTotal")
                        .map(MeasuredMachine::gibibytes)
                        .orElse("unknown"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    private static Optional<String> first(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException notThisKindOfSystem) {
            return Optional.empty();
        }
    }

    private static String gibibytes(String kibibytes) {
        return "%.0f GiB".formatted(Long.parseLong(kibibytes.replaceAll("\\D", "")) / 1048576.0);
    }

    List<String> lines() {
        return List.of(
                "CPU: " + cpu + ", " + cores + (cores == 1 ? " core" : " cores"),
                "memory: " + memory,
                "JDK: " + jdk,
                "kernel: " + kernel);
    }
}
