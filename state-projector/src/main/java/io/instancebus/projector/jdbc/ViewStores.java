package io.instancebus.projector.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.jdbc.Databases;
import javax.sql.DataSource;

/** Opens the view for writing. */
public final class ViewStores {
    private ViewStores() {}

    /**
     * Opens the view, in PostgreSQL or SQLite, and migrates its tables.
     *
     * @throws io.instancebus.projector.store.UnusableView at once, if the database can never be used as it is
     * @throws io.instancebus.projector.store.ViewFailure if the database does not answer for a minute
     */
    public static ViewStore open(ViewConfig config) {
        return open(config, Steps.NONE);
    }

    static ViewStore open(ViewConfig config, Steps steps) {
        new Migration(config, Databases.migrator(config)).run();
        DataSource source = Databases.source(config, false);
        HikariDataSource connections = Databases.writer(source);
        ViewWriter writer = config.isSqlite() ? new SqliteWriter() : new PostgresqlWriter();
        return new JdbcViewStore(
                new Transactions(connections, steps, failure -> Unusable.using(config, failure)), writer, steps);
    }
}
