package io.instancebus.view.jdbc;

import io.instancebus.view.ViewConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("database")
class PostgresqlTablesTest extends TablesConformance {
    private static EmbeddedPostgres server;
    private static int databases;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    ViewConfig newDatabase() throws SQLException {
        String name = "view" + ++databases;
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new ViewConfig(server.getJdbcUrl("postgres", name).replaceAll("\\?.*", ""), "postgres", null, 1);
    }

    @Override
    String time(Instant time) {
        return "TIMESTAMPTZ '" + time + "'";
    }
}
