package io.instancebus.provider.openstack;

import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Shares an expensive query among concurrent callers: each gets the result of a query that started after its call. A
 * hundred creates that first search for their key thus need only a few listings.
 */
final class Listing<T> {
    private final Question<T> question;
    private @Nullable Round<T> underWay;
    private @Nullable Round<T> next;

    @FunctionalInterface
    interface Question<T> {
        T put() throws ProviderFailure;
    }

    private record Round<T>(CompletableFuture<T> answer) {}

    Listing(Question<T> question) {
        this.question = question;
    }

    T ask(Deadline deadline) throws ProviderFailure {
        Round<T> mine = join();
        try {
            return mine.answer().get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw ProviderFailure.unreachable("Nova did not list its servers in time", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailure.unreachable("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProviderFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private synchronized Round<T> join() {
        Round<T> joined = next;
        if (joined == null) {
            joined = new Round<>(new CompletableFuture<>());
            if (underWay == null) {
                underWay = joined;
                begin(joined);
            } else {
                next = joined;
            }
        }
        return joined;
    }

    private void begin(Round<T> round) {
        Thread.ofVirtual().name("openstack-listing").start(() -> {
            try {
                round.answer().complete(question.put());
            } catch (ProviderFailure | RuntimeException e) {
                round.answer().completeExceptionally(e);
            } finally {
                end();
            }
        });
    }

    private synchronized void end() {
        underWay = next;
        next = null;
        if (underWay != null) {
            begin(underWay);
        }
    }
}
