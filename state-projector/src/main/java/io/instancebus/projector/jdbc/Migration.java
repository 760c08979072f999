package io.instancebus.projector.jdbc;

import io.instancebus.projector.store.UnusableView;
import io.instancebus.projector.store.ViewFailure;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.jdbc.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrates the tables of a view as soon as its database answers. */
final class Migration {
    private static final Logger log = LoggerFactory.getLogger(Migration.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ViewConfig config;
    private final DataSource source;

    Migration(ViewConfig config, DataSource source) {
        this.config = config;
        this.source = source;
    }

    /**
     * Waits for a database that does not answer, and logs the wait.
     *
     * @throws UnusableView at once, if the database can never be used as it is
     * @throws ViewFailure if the database does not answer for a minute
     */
    void run() {
        awaitAnswer();
        Flyway flyway = Flyway.configure(Databases.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:" + Databases.migrations(config))
                .table("view_schema_history")
                .load();
        try {
            requireNoneNewer(flyway);
            flyway.migrate();
        } catch (FlywayException e) {
            throw Unusable.opening(config, e)
                    .orElseGet(() -> new UnusableView(
                            "the tables of the view " + config.url() + " cannot be migrated: " + e.getMessage(), e));
        }
    }

    private void awaitAnswer() {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        boolean said = false;
        while (true) {
            Optional<SQLException> failure = ask();
            if (failure.isEmpty()) {
                return;
            }
            SQLException reason = failure.get();
            Unusable.opening(config, reason).ifPresent(never -> {
                throw never;
            });
            if (System.nanoTime() > giveUp) {
                throw new ViewFailure(
                        "the view's database " + config.url() + " did not answer within " + PATIENCE.toSeconds()
                                + " s: " + reason.getMessage(),
                        reason);
            }
            if (!said) {
                said = true;
                log.atWarn()
                        .addKeyValue("url", config.url())
                        .addKeyValue("reason", reason.getMessage())
                        .log("Waiting for the view's database");
            }
            pause(reason);
        }
    }

    private Optional<SQLException> ask() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            // With SQLite this reads the file's first page, and so detects a file that is not a database.
            statement.execute(config.isSqlite() ? "SELECT count(*) FROM sqlite_schema" : "SELECT 1");
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        }
    }

    private static void pause(SQLException reason) {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ViewFailure("interrupted while waiting for the view's database", reason);
        }
    }

    /** Refuses tables of a newer version: this version would silently lose the data that the newer one adds. */
    private void requireNoneNewer(Flyway flyway) {
        for (MigrationInfo migration : flyway.info().all()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS
                    || migration.getState() == MigrationState.FUTURE_FAILED) {
                throw new UnusableView("the view " + config.url() + " was made by a newer version of Instance Bus"
                        + " (its tables are of version " + migration.getVersion()
                        + "): start that version, or configure another view for this one; it is built from the log");
            }
        }
    }
}
