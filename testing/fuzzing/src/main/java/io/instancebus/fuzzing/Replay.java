package io.instancebus.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Reads inputs without a fuzzer, in every build. */
public final class Replay {
    private Replay() {}

    /** Reads the files of a folder, which a fuzzer once found; returns their number. */
    public static int found(FuzzTarget target, Path folder) throws Exception {
        Bounds bounds = Bounds.of(target);
        List<Path> inputs = files(folder);
        for (Path input : inputs) {
            bounds.read(Files.readAllBytes(input));
        }
        return inputs.size();
    }

    /** Reads each seed, and this many mutations of a byte of it, the same ones in each run. */
    public static void changes(FuzzTarget target, int each) throws Exception {
        Bounds bounds = Bounds.of(target);
        Random random = new Random(7);
        for (byte[] seed : target.seeds()) {
            for (int i = 0; i < each; i++) {
                byte[] changed = seed.clone();
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                bounds.read(changed);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
