package io.instancebus.worker.ssh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Logged-in sessions, which runs for the same target and credential share, and which stay open for a while for later
 * runs.
 *
 * <p>A session's place in the pool is created before its connection, so that runs that start together share one login
 * instead of each making one (OpenSSH's server drops connections while ten are logging in).
 */
final class SessionPool implements AutoCloseable {
    /**
     * The properties that two runs must have in common to share a session. The credential is a keyed digest, never the
     * credential itself.
     */
    record Key(List<TargetAddress> addresses, int port, String username, String credential) {}

    /** The sessions that a run may share. */
    enum Share {
        /** Any session with a free channel. */
        ANY,
        /**
         * Only sessions that are still being opened, so that runs that lost their sessions at the same moment need few
         * logins.
         */
        OPENING,
        /** None: the run gets a session of its own. */
        NONE
    }

    /** Opens the session of a new place in the pool. */
    interface Opening {
        SshConnection open() throws SshFailure;
    }

    private final Map<Key, List<Place>> places = new HashMap<>();
    private final SshSettings settings;
    private boolean closed;

    SessionPool(SshSettings settings) {
        this.settings = settings;
    }

    /**
     * Takes a share of a session, and opens a session if none can be shared. Blocks while the session is being opened.
     */
    Lease lease(Key key, Share share, Opening opening) throws SshFailure {
        Place place;
        boolean mine = false;
        synchronized (this) {
            if (closed) {
                throw new SshFailure(FailureKind.CLOSED, "The SSH runner is closed");
            }
            place = freePlace(key, share);
            if (place == null) {
                place = new Place(key, settings.runsPerSession());
                places.computeIfAbsent(key, any -> new ArrayList<>()).add(place);
                mine = true;
            }
            place.runs++;
        }
        if (mine) {
            fill(place, opening);
        }
        return new Lease(place, await(place));
    }

    private @Nullable Place freePlace(Key key, Share share) {
        for (Place place : places.getOrDefault(key, List.of())) {
            if (place.runs < place.capacity && place.maySatisfy(share)) {
                return place;
            }
        }
        return null;
    }

    private void fill(Place place, Opening opening) throws SshFailure {
        boolean filled = false;
        try {
            SshConnection connection = opening.open();
            place.connection.complete(connection);
            filled = true;
        } catch (SshFailure failed) {
            place.connection.completeExceptionally(failed);
            filled = true;
            remove(place);
            throw failed;
        } finally {
            if (!filled) {
                place.connection.completeExceptionally(
                        new SshFailure(FailureKind.CONNECT_FAILED, "The session could not be opened"));
                remove(place);
            }
        }
    }

    private SshConnection await(Place place) throws SshFailure {
        try {
            return place.connection.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SshFailure failure) {
                // A new exception: the same one thrown in many threads would share its stack trace and suppressed
                // exceptions.
                throw new SshFailure(failure.kind(), ConnectFailures.messageOf(failure), failure);
            }
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            release(place, false);
            Thread.currentThread().interrupt();
            throw new SshFailure(FailureKind.CONNECT_FAILED, "Interrupted while connecting");
        }
    }

    private synchronized void remove(Place place) {
        List<Place> siblings = places.get(place.key);
        if (siblings != null && siblings.remove(place) && siblings.isEmpty()) {
            places.remove(place.key);
        }
    }

    private void release(Place place, boolean discard) {
        List<Place> superfluous;
        synchronized (this) {
            place.runs--;
            place.idleSince = System.nanoTime();
            if (discard || closed) {
                remove(place);
            }
            place.orphan |= discard || closed;
            superfluous = new ArrayList<>();
            if (place.orphan && place.runs == 0) {
                superfluous.add(place);
            }
            superfluous.addAll(overTheLimit());
        }
        superfluous.forEach(Place::close);
    }

    private List<Place> overTheLimit() {
        long now = System.nanoTime();
        List<Place> idle = new ArrayList<>(all(place -> place.runs == 0));
        idle.sort(Comparator.comparingLong(place -> place.idleSince - now));
        List<Place> over = idle.subList(0, Math.max(0, idle.size() - settings.maxIdleSessions()));
        over.forEach(this::remove);
        return over;
    }

    private List<Place> all(Predicate<Place> wanted) {
        return places.values().stream().flatMap(List::stream).filter(wanted).toList();
    }

    /** Closes sessions that were unused for the idle time. The caller calls this regularly. */
    void sweep() {
        List<Place> stale;
        synchronized (this) {
            long now = System.nanoTime();
            stale = all(place -> place.runs == 0
                    && now - place.idleSince >= settings.idleTime().toNanos());
            stale.forEach(this::remove);
        }
        stale.forEach(Place::close);
    }

    /** The number of sessions, including those that are being opened. */
    synchronized int size() {
        return all(place -> true).size();
    }

    /** Closes all sessions, including those in use. */
    @Override
    public void close() {
        List<Place> left;
        synchronized (this) {
            closed = true;
            left = all(place -> true);
            places.clear();
        }
        left.forEach(Place::close);
    }

    /** A place for one session. The pool's lock guards all fields except the future. */
    private static final class Place {
        private final Key key;
        private final CompletableFuture<SshConnection> connection = new CompletableFuture<>();
        private int capacity;
        private int runs;
        private long idleSince = System.nanoTime();
        private boolean orphan;

        Place(Key key, int capacity) {
            this.key = key;
            this.capacity = capacity;
        }

        boolean maySatisfy(Share share) {
            return switch (share) {
                case ANY ->
                    !connection.isDone()
                            || (!connection.isCompletedExceptionally()
                                    && connection.join().usable());
                case OPENING -> !connection.isDone();
                case NONE -> false;
            };
        }

        void close() {
            var _ = connection.thenAccept(SshConnection::close);
        }
    }

    /** A share of a session; the run closes it at its end. */
    final class Lease implements AutoCloseable {
        private final Place place;
        private final SshConnection connection;
        private boolean discard;

        private Lease(Place place, SshConnection connection) {
            this.place = place;
            this.connection = connection;
        }

        SshConnection connection() {
            return connection;
        }

        /** Takes the session out of the pool. Runs that share it continue. */
        void discard() {
            discard = true;
        }

        /** Records that the target allows no more channels on this session than the current ones. */
        void full() {
            synchronized (SessionPool.this) {
                place.capacity = Math.max(1, Math.min(place.capacity, place.runs - 1));
            }
        }

        @Override
        public void close() {
            release(place, discard || !connection.usable());
        }
    }
}
