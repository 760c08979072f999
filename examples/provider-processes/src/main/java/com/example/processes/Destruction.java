package com.example.processes;

import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** The end of an instance. The renaming of its folder decides which of many ends it. */
record Destruction(Instance instance) {
    private static final int TRIES = 20;

    /** Should the worker die on the way, the processes have ended before the instance is gone. */
    void run() throws IOException, ProviderFailure {
        Path away = instance.folder().resolveSibling("." + instance.nativeId() + "-" + UUID.randomUUID());
        try {
            instance.runs().signal(true);
            Files.move(instance.folder(), away, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            throw Failures.noInstance(instance.nativeId());
        }
        remove(away);
    }

    /** A run that was being launched meanwhile either finds its folder gone, or is found in it. */
    private static void remove(Path away) throws IOException, ProviderFailure {
        for (int tries = 1; ; tries++) {
            try {
                Runs.in(away).signal(true);
                Trees.delete(away);
                return;
            } catch (DirectoryNotEmptyException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }
}
