package io.instancebus.standalone;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What is asked of a part that was started and is not ready yet.
 *
 * @param live whether it may become ready
 * @param trouble what keeps it from that just now, in words for a person
 */
record Readiness(String name, BooleanSupplier ready, BooleanSupplier live, Supplier<Optional<String>> trouble) {
    private static final Duration LOOK = Duration.ofMillis(10);

    /**
     * Returns when the part is ready, and says meanwhile what keeps it.
     *
     * @param others what starts beside it
     * @throws IllegalStateException at once, if it cannot become ready any more or another part has failed; else when
     *     the time is over. The message says why, as far as it is known
     */
    void await(Duration longest, Starting others, Progress progress) {
        long until = System.nanoTime() + longest.toNanos();
        String said = "";
        while (!ready.getAsBoolean()) {
            String words = trouble.get().orElse(said);
            if (!live.getAsBoolean()) {
                throw new IllegalStateException(name + " cannot go on. " + orLog(words));
            }
            if (others.failed()) {
                throw new IllegalStateException(name + " was given up, because another part failed");
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
        return words.isEmpty() ? "The log in the data directory says more." : words;
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
