package io.instancebus.view.jdbc;

import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;

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
        return new JdbcView(Databases.readers(Databases.source(config, true), size), dialect);
    }
}
