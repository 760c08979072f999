package io.instancebus.provider.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Concurrent callers share a query, and no caller gets the result of a query that started before its call. */
class ListingTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Deadline LONG = Deadline.in(Duration.ofMinutes(5));

    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore released = new Semaphore(0);
    private final Listing<Integer> listing = new Listing<>(() -> {
        int round = begun.incrementAndGet();
        released.acquireUninterruptibly();
        return round;
    });

    @Test
    void allWhoAskWhileOneIsUnderWayShareTheNext() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = threads.submit(() -> listing.ask(LONG));
            await().atMost(PATIENCE).untilAtomic(begun, org.hamcrest.Matchers.is(1));
            List<Thread> askers = new ArrayList<>();
            List<CompletableFuture<Integer>> later = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Integer> answer = new CompletableFuture<>();
                later.add(answer);
                askers.add(Thread.ofVirtual().start(() -> answer.complete(unchecked())));
            }
            await().atMost(PATIENCE)
                    .until(() -> askers.stream().allMatch(each -> each.getState() == Thread.State.TIMED_WAITING));
            released.release(2);
            assertThat(first.get()).isEqualTo(1);
            for (CompletableFuture<Integer> each : later) {
                assertThat(each.get()).isEqualTo(2);
            }
            assertThat(begun).hasValue(2);
        }
    }

    @Test
    void whoCannotWaitSoLongIsToldAndTheNextIsAnswered() throws Exception {
        ProviderFailure late =
                catchThrowableOfType(ProviderFailure.class, () -> listing.ask(Deadline.in(Duration.ofMillis(50))));
        assertThat(late.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(late.isOutcomeUnknown()).isFalse();
        released.release(2);
        assertThat(listing.ask(LONG)).isEqualTo(2);
    }

    private int unchecked() {
        try {
            return listing.ask(LONG);
        } catch (ProviderFailure e) {
            throw new IllegalStateException(e);
        }
    }
}
