package io.instancebus.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The entry points for Jazzer and for the preparation of its run. The property {@code fuzz.target} names the target's
 * class.
 */
public final class Fuzzer {
    private static @Nullable Bounds bounds;

    private Fuzzer() {}

    /** Writes the seeds into a folder, each into a file of its own. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        int number = 0;
        for (byte[] seed : target().seeds()) {
            Files.write(folder.resolve("seed-" + number++), seed);
        }
        // Ends the threads that a target keeps open.
        System.exit(0);
    }

    /** Jazzer calls this before it starts to measure time. */
    public static void fuzzerInitialize() throws Exception {
        bounds = Bounds.of(target());
    }

    /** Jazzer calls this with each input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Objects.requireNonNull(bounds).read(input);
    }

    private static FuzzTarget target() {
        String name = System.getProperty("fuzz.target", "");
        try {
            return (FuzzTarget) Class.forName(name).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("fuzz.target does not name a target: \"" + name + "\"", e);
        }
    }
}
