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
 * Sessions that are logged in, shared by the runs for the same target and credential, and kept a while for the next ones.
 *
 * <p>A session's place in the pool is made before it is connected, so that runs which start together share one login
 * instead of making one each (OpenSSH's server drops connections when ten are logging in).
 */
final class SessionPool implements AutoCloseable {
    /** What makes two runs share a session. The credential is a keyed digest, never the credential itself. */
    record Key(List<TargetAddress> addresses, int port, String username, String credential) {}

    /** Which sessions a run may share with others. */
    enum Share {
        /** Any that has room. */
        ANY,
        /** Those that are still being opened: runs that lost their sessions at the same moment log in a few times only. */
        OPENING,
        /** None: it gets its own. */
        NONE
    }

    /** Makes the session of a new place in the pool. */
    interface Opening {
        SshConnection open() throws SshFailure;
    }

    private final Map<Key, List<Place>> places = new HashMap<>();
    private final SshSettings settings;
    private boolean closed;

    SessionPool(SshSettings settings) {
        this.settings = settings;
    }

    /** A share of a session, which is opened unless there is one that may be shared. Blocks while it is being opened. */
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
                // A new one: the same exception thrown in many threads would share its stack trace and suppressed ones.
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

    /** Closes what nobody used for the idle time. To be called now and then. */
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

    /** How many sessions there are, those being opened included. */
    synchronized int size() {
        return all(place -> true).size();
    }

    /** Closes all sessions, also those in use. */
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

    /** A place for one session. All fields but the future are guarded by the pool. */
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

    /** A share of a session, to be closed after the run. */
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

        /** Nobody shall get this session from now on. Those who share it go on. */
        void discard() {
            discard = true;
        }

        /** The target allows no more than what runs on this session already. */
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
