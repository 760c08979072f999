package io.instancebus.standalone;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The readiness of a part that was started.
 *
 * @param live whether it can still become ready
 * @param unavailableReason what keeps it from being ready now, for people
 */
record Readiness(
        String name, BooleanSupplier ready, BooleanSupplier live, Supplier<Optional<String>> unavailableReason) {
    private static final Duration LOOK = Duration.ofMillis(10);

    /**
     * Waits until the part is ready, and prints meanwhile what it waits for.
     *
     * @param others the parts that start at the same time
     * @throws IllegalStateException at once, if it can no longer become ready or another part has failed; otherwise
     *     after the time limit. The message says why, as far as known
     */
    void await(Duration longest, Starting others, Progress progress) {
        long until = System.nanoTime() + longest.toNanos();
        String said = "";
        while (!ready.getAsBoolean()) {
            String words = unavailableReason.get().orElse(said);
            if (!live.getAsBoolean()) {
                throw new IllegalStateException(name + " failed. " + orLog(words));
            }
            if (others.failed()) {
                throw new IllegalStateException(name + " was abandoned, because another part failed");
            }
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        name + " was not ready within " + longest.toSeconds() + " s. " + orLog(words));
            }
            if (!words.equals(said)) {
                said = words;
                progress.say("  " + name + " is not ready: " + words);
            }
            pause();
        }
    }

    private static String orLog(String words) {
        return words.isEmpty() ? "The log in the data directory has the details." : words;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", interrupted);
        }
    }
}
