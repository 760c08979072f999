package io.instancebus.view.jdbc;

import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;

/** Opens the view to ask it. */
public final class Views {
    private Views() {}

    /**
     * A view of either kind. Nothing is opened yet and nothing is ever written: until a state-projector has made the
     * tables, each question is answered with a {@link io.instancebus.view.ViewUnavailable}.
     */
    public static View open(ViewConfig config) {
        int size = config.poolSize() == null ? 1 : config.poolSize();
        ViewDialect dialect = config.isSqlite() ? new SqliteDialect() : new PostgresqlDialect();
        return new JdbcView(Databases.readers(Databases.source(config, true), size), dialect);
    }
}
