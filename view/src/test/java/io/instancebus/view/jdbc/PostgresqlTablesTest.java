package io.instancebus.view.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.view.ViewConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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

    /** As the gateway asks, with an account that has many instances and none of them RUNNING. */
    @Test
    void aPageByAccountAndStateDoesNotWalkThroughTheOthers() throws SQLException {
        try (Connection connection = Databases.source(config, false).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO instances (instance_id, version, account, provider, state, actions, vanished, created_at,
                        updated_at, image_id, firewalls, tags, public_addresses, private_addresses)
                    SELECT 'i-' || lpad(n::text, 8, '0'), 1, 'account-' || n % 10, 'sandbox',
                        CASE WHEN n % 10 = 3 THEN 'STOPPED' ELSE 'RUNNING' END, '[]', false, now(), now(), 'img1', '[]', '{}',
                        '[]', '[]'
                    FROM generate_series(1, 100000) n
                    """);
            statement.execute("VACUUM ANALYZE instances");
        }
        try (Connection connection = Databases.source(config, true).getConnection();
                PreparedStatement page = connection.prepareStatement(
                        "EXPLAIN SELECT * FROM instances WHERE account = ? AND state = ? ORDER BY instance_id LIMIT 51")) {
            page.setString(1, "account-3");
            page.setString(2, "RUNNING");
            try (ResultSet plan = page.executeQuery()) {
                plan.next();
                plan.next();
                assertThat(plan.getString(1)).contains("instances_by_account_and_state");
            }
        }
    }
}
