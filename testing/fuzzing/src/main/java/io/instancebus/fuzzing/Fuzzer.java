package io.instancebus.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The entry point of Jazzer, and of what goes before it. The property {@code fuzz.target} names the target's class. */
public final class Fuzzer {
    private static @Nullable Bounds bounds;

    private Fuzzer() {}

    /** Writes the seeds into a folder, one a file. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        int number = 0;
        for (byte[] seed : target().seeds()) {
            Files.write(folder.resolve("seed-" + number++), seed);
        }
        // What a target keeps open has threads.
        System.exit(0);
    }

    /** What Jazzer calls before its time begins. */
    public static void fuzzerInitialize() throws Exception {
        bounds = Bounds.of(target());
    }

    /** What Jazzer calls with each input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Objects.requireNonNull(bounds).read(input);
    }

    private static FuzzTarget target() {
        String name = System.getProperty("fuzz.target", "");
        try {
            return (FuzzTarget) Class.forName(name).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("fuzz.target names no target: \"" + name + "\"", e);
        }
    }
}
