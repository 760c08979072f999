package io.instancebus.projector.jdbc;

import io.instancebus.projector.query.ViewConfig;

class PostgresqlViewTest extends ViewConformance {
    @Override
    ViewConfig newDatabase() {
        return Postgres.newDatabase();
    }
}
