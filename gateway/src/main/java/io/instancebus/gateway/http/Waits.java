package io.instancebus.gateway.http;

import io.instancebus.domain.Command;
import io.instancebus.view.CommandNews;
import io.instancebus.view.CommandRow;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits until the view shows the answers to commands. While somebody waits, one thread follows the history, and asks for
 * the commands of those who wait when there are events of them. What it costs depends on the number of events, not on how
 * many wait.
 */
final class Waits implements AutoCloseable {
    static final int LONGEST_SECONDS = 30;

    /** The maximum number of requests that wait. */
    static final int MOST = 1_000;

    private static final long PAUSE_MILLIS = 10;

    /** All are asked for this often, because the history may have an event that its follower missed. */
    private static final Duration ALL = Duration.ofMillis(250);

    private static final long NOT_FOLLOWING = -1;

    private final ViewReader view;
    private final long betweenAllNanos;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<Waiter> waiting = new HashSet<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private long position = NOT_FOLLOWING;
    private long allAsked = System.nanoTime();

    Waits(ViewReader view) {
        this(view, ALL);
    }

    /** @param betweenAll the time after which all who wait are asked for again, whatever the history says */
    Waits(ViewReader view, Duration betweenAll) {
        this.view = view;
        this.betweenAllNanos = betweenAll.toNanos();
        Thread.ofVirtual().name("waits").start(this::readWhileSomebodyWaits);
    }

    /** A commandId is unique only together with an instanceId. */
    private record Key(String commandId, String instanceId) {}

    private record Waiter(Key key, CompletableFuture<Optional<CommandRow>> answer, AtomicBoolean asked) {
        static Waiter of(Command command) {
            return new Waiter(
                    new Key(command.commandId().value(), command.instanceId().value()),
                    new CompletableFuture<>(),
                    new AtomicBoolean());
        }
    }

    /** A place for one who waits; empty if all are taken. */
    Optional<Place> place() {
        return places.tryAcquire() ? Optional.of(new Place()) : Optional.empty();
    }

    /** To be closed after the wait. */
    final class Place implements AutoCloseable {
        private Place() {}

        /** The status of the command; empty if the time is over, the view is unavailable, or the gateway closes. */
        Optional<CommandRow> await(Command command, Duration longest) {
            Waiter waiter = Waiter.of(command);
            add(waiter);
            try {
                return waiter.answer()
                        .completeOnTimeout(Optional.empty(), longest.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
            } finally {
                remove(waiter);
            }
        }

        @Override
        public void close() {
            places.release();
        }
    }

    private synchronized void add(Waiter waiter) {
        if (closed()) {
            waiter.answer().complete(Optional.empty());
        } else {
            waiting.add(waiter);
            notifyAll();
        }
    }

    private synchronized void remove(Waiter waiter) {
        waiting.remove(waiter);
    }

    /** All who wait, as soon as somebody does; nobody after the end. */
    private synchronized List<Waiter> awaitWaiters() throws InterruptedException {
        while (waiting.isEmpty() && !closed()) {
            position = NOT_FOLLOWING;
            wait();
        }
        return closed() ? List.of() : List.copyOf(waiting);
    }

    private void readWhileSomebodyWaits() {
        try {
            for (List<Waiter> all = awaitWaiters(); !all.isEmpty(); all = awaitWaiters()) {
                answer(all);
                var unused = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            close();
        }
    }

    private void answer(List<Waiter> all) {
        try {
            // The news first: what comes after them is among the next.
            Set<String> news = news();
            boolean everybody = System.nanoTime() - allAsked >= betweenAllNanos;
            List<Waiter> due = all.stream()
                    .filter(waiter -> everybody
                            || waiter.asked().compareAndSet(false, true)
                            || news.contains(waiter.key().commandId()))
                    .toList();
            if (!due.isEmpty()) {
                ask(due);
            }
            allAsked = everybody ? System.nanoTime() : allAsked;
        } catch (RuntimeException viewAway) {
            // Whatever happens here must not end the only reader. Their commands are on the bus, and the callers must
            // learn that also without the view.
            all.forEach(waiter -> waiter.answer().complete(Optional.empty()));
        }
    }

    /** The commands that have events since the last call; none at the first call after a time without waits. */
    private Set<String> news() {
        if (position == NOT_FOLLOWING) {
            position = view.lastPosition();
            return Set.of();
        }
        CommandNews news = view.newsAfter(position);
        position = news.position();
        return news.commandIds();
    }

    private void ask(List<Waiter> due) {
        List<String> ids =
                due.stream().map(waiter -> waiter.key().commandId()).distinct().toList();
        Map<Key, CommandRow> found = new HashMap<>();
        view.commands(ids).forEach(row -> found.put(new Key(row.commandId(), row.instanceId()), row));
        for (Waiter waiter : due) {
            CommandRow row = found.get(waiter.key());
            if (row != null) {
                waiter.answer().complete(Optional.of(row));
            }
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    /** Ends all waits. */
    @Override
    public synchronized void close() {
        closing.countDown();
        waiting.forEach(waiter -> waiter.answer().complete(Optional.empty()));
        notifyAll();
    }
}
