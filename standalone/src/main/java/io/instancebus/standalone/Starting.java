package io.instancebus.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts parts at the same time, each on a thread of its own. */
final class Starting {
    private final List<CompletableFuture<?>> begun = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

    /** @return the started part, available after {@link #await} has returned */
    <T> Supplier<T> begin(Supplier<T> start) {
        CompletableFuture<T> part = new CompletableFuture<>();
        begun.add(part);
        Thread.ofPlatform().name("starting-" + begun.size()).start(() -> {
            try {
                part.complete(start.get());
            } catch (Throwable failure) {
                firstFailure.compareAndSet(null, failure);
                part.completeExceptionally(failure);
            }
        });
        return part::join;
    }

    /** Whether a part has failed. Then the others are useless, and their waits may end. */
    boolean failed() {
        return firstFailure.get() != null;
    }

    /**
     * Waits for all parts, even when one fails: a part that is still starting must exist to be stopped. Throws the
     * exception of the first part that failed.
     */
    void await() {
        try {
            CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw firstFailure.get() instanceof RuntimeException failure ? failure : e;
        }
    }
}
