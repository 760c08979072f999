package io.instancebus.view.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Connections to the view's database, and the scripts that create its tables. */
public final class Databases {
    private static final int BUSY_MILLIS = 10_000;
    private static final int CACHE_KIBIBYTES = 65_536;

    private Databases() {}

    /** A source of connections for reading or for writing. It opens none yet. */
    public static DataSource source(ViewConfig config, boolean readOnly) {
        if (!config.isSqlite()) {
            return postgresql(config, readOnly);
        }
        SQLiteConfig settings = sqliteSettings();
        if (readOnly) {
            settings.setReadOnly(true);
        } else {
            settings.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            settings.setCacheSize(-CACHE_KIBIBYTES);
        }
        return sqlite(config, settings);
    }

    private static SQLiteConfig sqliteSettings() {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        settings.setBusyTimeout(BUSY_MILLIS);
        return settings;
    }

    private static DataSource sqlite(ViewConfig config, SQLiteConfig settings) {
        SQLiteDataSource source = new SQLiteDataSource(settings);
        source.setUrl(config.url());
        return source;
    }

    private static DataSource postgresql(ViewConfig config, boolean readOnly) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(config.url());
        source.setApplicationName(readOnly ? "instance-bus view" : "instance-bus state-projector");
        source.setReadOnly(readOnly);
        if (readOnly) {
            // How a page is found best depends on the values: one plan for all, which PostgreSQL makes of a statement
            // that
            // is prepared once, walks through the whole table for some.
            source.setPrepareThreshold(0);
        }
        if (config.user() != null) {
            source.setUser(config.user());
        }
        if (config.passwordReference() != null) {
            source.setPassword(Password.read(config.passwordReference()));
        }
        return source;
    }

    /** A source of connections for migrations. It opens none yet. */
    public static DataSource migrator(ViewConfig config) {
        // Flyway holds two transactions at once, which SQLite allows only if they do not begin by writing.
        return config.isSqlite() ? sqlite(config, sqliteSettings()) : postgresql(config, false);
    }

    /** The folder on the class path with the migration scripts, {@code V1__NAME.sql} and so on. */
    public static String migrations(ViewConfig config) {
        return "io/instancebus/view/migrations/" + (config.isSqlite() ? "sqlite" : "postgresql");
    }

    /** One connection: only one writer at a time can advance a partition, and SQLite allows only one writer. */
    public static HikariDataSource writer(DataSource source) {
        HikariConfig pool = pool(source, 1);
        // Another process may be writing at this moment.
        pool.setInitializationFailTimeout(BUSY_MILLIS);
        pool.setPoolName("view-writer");
        return new HikariDataSource(pool);
    }

    /** Opens connections on demand: the view may not exist yet. */
    static HikariDataSource readers(DataSource source, int size) {
        return new HikariDataSource(readers(source, size, "view-readers"));
    }

    /** Opens connections on demand, and closes those that are no longer needed: streams are rare. */
    static HikariDataSource streams(DataSource source) {
        HikariConfig pool = readers(source, View.MOST_STREAMS, "view-streams");
        pool.setMinimumIdle(0);
        return new HikariDataSource(pool);
    }

    private static HikariConfig readers(DataSource source, int size, String name) {
        HikariConfig pool = pool(source, size);
        pool.setReadOnly(true);
        pool.setInitializationFailTimeout(-1);
        pool.setPoolName(name);
        return pool;
    }

    private static HikariConfig pool(DataSource source, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        return pool;
    }
}
