package io.instancebus.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Parts that start at the same time, each on a thread of its own. */
final class Starting {
    private final List<CompletableFuture<?>> begun = new ArrayList<>();

    /** @return what was started, once {@link #await} has returned */
    <T> Supplier<T> begin(Supplier<T> start) {
        CompletableFuture<T> part = new CompletableFuture<>();
        begun.add(part);
        Thread.ofPlatform().name("starting-" + begun.size()).start(() -> {
            try {
                part.complete(start.get());
            } catch (Throwable failure) {
                part.completeExceptionally(failure);
            }
        });
        return part::join;
    }

    /** Waits for all of them, also when one fails: what starts meanwhile must be there to be stopped. */
    void await() {
        try {
            CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
