package io.instancebus.projector.jdbc;

import io.instancebus.view.ViewConfig;
import org.junit.jupiter.api.Tag;

@Tag("database")
@Tag("slow")
class PostgresqlViewTest extends ViewConformance {
    @Override
    ViewConfig newDatabase() {
        return Postgres.newDatabase();
    }
}
