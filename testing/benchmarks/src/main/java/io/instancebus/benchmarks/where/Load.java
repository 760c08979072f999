package io.instancebus.benchmarks.where;

import io.instancebus.benchmarks.stand.Creates;
import io.instancebus.benchmarks.stand.Postgres;
import io.instancebus.view.ViewConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/** How creates come. */
public sealed interface Load {
    /** Not often, because counting loads the database. */
    Duration COUNTS_APART = Duration.ofMillis(400);

    /** How many there are. */
    int count();

    /** Some are always under way, as many as here: published and not RUNNING yet. */
    record Full(int count, int underWay) implements Load {
        /**
         * Enough that no stage ever waits for the load. If all were published at once, every partition would have its
         * commands decided before the first report, and the view would show the flow of the second half only.
         */
        public static final int ENOUGH = 6_000;

        public Full(int count) {
            this(count, ENOUGH);
        }
    }

    /** So many a second, whatever became of the last. */
    record Paced(int count, int perSecond) implements Load {}

    /** Each when the instance of the last is RUNNING in the view. */
    record OneByOne(int count) implements Load {}

    /** No creates for this time. */
    record AtRest(Duration time) implements Load {
        @Override
        public int count() {
            return 0;
        }
    }

    /**
     * Publishes the creates, and returns when all instances are RUNNING in the view.
     *
     * @param told receives the key of each create immediately before it is sent
     */
    default void publish(Creates creates, Postgres postgres, ViewConfig view, Consumer<byte[]> told)
            throws SQLException, InterruptedException {
        switch (this) {
            case Full full -> {
                for (int published = 0; published < full.count(); ) {
                    int wanted = Math.min(full.count(), postgres.running(view) + full.underWay());
                    creates.publish(published, wanted, told);
                    published = wanted;
                    Thread.sleep(COUNTS_APART);
                }
            }
            case Paced paced -> creates.publish(paced.perSecond(), told);
            case OneByOne each -> {
                for (int index = 0; index < each.count(); index++) {
                    creates.publishOne(index, told);
                    postgres.awaitRunning(view, index + 1);
                }
            }
            case AtRest rest -> Thread.sleep(rest.time());
        }
        postgres.awaitRunning(view, count());
    }
}
