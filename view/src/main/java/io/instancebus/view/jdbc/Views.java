package io.instancebus.view.jdbc;

import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import javax.sql.DataSource;

/** Opens the view for reading. */
public final class Views {
    private Views() {}

    /**
     * Opens a view in PostgreSQL or SQLite. It connects on demand and never writes. Until a state-projector has created
     * the tables, each query throws {@link io.instancebus.view.ViewUnavailable}.
     */
    public static View open(ViewConfig config) {
        int size = config.poolSize() == null ? 1 : config.poolSize();
        ViewDialect dialect = config.isSqlite() ? new SqliteDialect() : new PostgresqlDialect();
        DataSource source = Databases.source(config, true);
        return new JdbcView(Databases.readers(source, size), Databases.streams(source), dialect);
    }
}
