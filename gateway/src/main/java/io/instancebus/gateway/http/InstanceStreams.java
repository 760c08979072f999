package io.instancebus.gateway.http;

import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.InstanceSink;
import io.instancebus.view.View;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams lists of instances as lines. Each stream holds a transaction of the view, so their number and their time are
 * limited: a stream that takes too long ends with the cursor of the rest.
 */
final class InstanceStreams implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InstanceStreams.class);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LONGEST_STALL = Duration.ofSeconds(10);

    private final ViewReader view;
    private final Duration longest;
    private final Duration longestStall;
    private final Semaphore places = new Semaphore(View.MOST_STREAMS);
    private volatile boolean closing;

    InstanceStreams(ViewReader view) {
        this(view, LONGEST, LONGEST_STALL);
    }

    /**
     * @param longest the time after which a stream ends with the cursor of the rest
     * @param longestStall the further time in which the client must take what was written; then the connection is
     *     closed, and with it the transaction
     */
    InstanceStreams(ViewReader view, Duration longest, Duration longestStall) {
        this.view = view;
        this.longest = longest;
        this.longestStall = longestStall;
    }

    /** @param limit the maximum number of instances; 0 for all */
    void answer(Context ctx, InstanceFilter filter, @Nullable String cursor, int limit) {
        if (!places.tryAcquire()) {
            throw Problem.of(
                            ProblemType.OVERLOADED,
                            "There are " + View.MOST_STREAMS + " streams, as many as there may be. Ask again later, or"
                                    + " for pages.")
                    .withHeader("Retry-After", "2")
                    .thrown();
        }
        try {
            ctx.status(200).contentType(Accept.LINES);
            stream(ctx, filter, cursor, limit);
        } finally {
            places.release();
        }
    }

    private void stream(Context ctx, InstanceFilter filter, @Nullable String cursor, int limit) {
        long end = System.nanoTime() + longest.toNanos();
        try (ClientConnection client = new ClientConnection(ctx, longest.plus(longestStall))) {
            InstanceLines lines = new InstanceLines(ctx.res().getOutputStream());
            Reading reading = new Reading(lines, limit, () -> closing || System.nanoTime() - end > 0);
            try {
                view.stream(filter, cursor, reading);
            } catch (ProblemException viewAway) {
                if (lines.count() == 0) {
                    throw viewAway;
                }
                reading.cut(viewAway.problem());
            }
            String next = reading.more ? view.cursorAfter(lines.last()) : null;
            Problem problem = reading.problem;
            lines.end(next, problem == null ? null : problem.json(ctx.path()));
            if (problem != null) {
                // Without the end of the body, so that a client that overlooks the last line fails as well.
                client.hangUp();
            }
        } catch (IOException gone) {
            log.atDebug().addKeyValue("exception", gone.getClass().getName()).log("A client left a stream");
        }
    }

    /** Ends the streams with the cursors of the rest. */
    @Override
    public void close() {
        closing = true;
    }

    /** Takes instances up to the limit and up to the end of the time, but at least one, so that each stream gets on. */
    private static final class Reading implements InstanceSink<IOException> {
        private final InstanceLines lines;
        private final int limit;
        private final BooleanSupplier over;
        private boolean more;
        private @Nullable Problem problem;

        Reading(InstanceLines lines, int limit, BooleanSupplier over) {
            this.lines = lines;
            this.limit = limit;
            this.over = over;
        }

        @Override
        public boolean take(InstanceRow row) throws IOException {
            if (limit > 0 && lines.count() == limit) {
                more = true;
                return false;
            }
            if (lines.count() > 0 && over.getAsBoolean()) {
                cut(Problem.of(
                        ProblemType.LIST_CUT,
                        "The list took too long, or the gateway stops. Ask for the rest with cursor=, the next of this"
                                + " line."));
                return false;
            }
            lines.add(row);
            return true;
        }

        void cut(Problem why) {
            more = true;
            problem = why;
        }
    }
}
