package io.instancebus.benchmarks.stand;

import io.instancebus.view.ViewConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A PostgreSQL server with production durability: it writes its log to the disk before it confirms a commit. */
public final class Postgres implements AutoCloseable {
    private static final String RUNNING =
            "SELECT count(*) FROM instances WHERE account = '" + Life.OURS + "' AND state = 'RUNNING'";

    private final EmbeddedPostgres server;
    private int databases;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    public static Postgres start(Path folder) throws IOException {
        return new Postgres(server(folder).start());
    }

    /** One that remembers when each transaction was committed, which costs it a little. */
    public static Postgres withCommitTimes(Path folder) throws IOException {
        return new Postgres(
                server(folder).setServerConfig("track_commit_timestamp", "on").start());
    }

    private static EmbeddedPostgres.Builder server(Path folder) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("max_connections", "60")
                .setServerConfig("listen_addresses", "127.0.0.1");
    }

    /** An empty database. */
    public ViewConfig freshDatabase() throws SQLException {
        String name = "view" + ++databases;
        execute("postgres", "CREATE DATABASE " + name);
        return view(name);
    }

    private ViewConfig view(String database) {
        return new ViewConfig(
                "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database, "postgres", null, null);
    }

    public void drop(ViewConfig view) throws SQLException {
        execute("postgres", "DROP DATABASE IF EXISTS " + database(view) + " WITH (FORCE)");
    }

    public Connection connect(ViewConfig view) throws SQLException {
        return server.getDatabase("postgres", database(view)).getConnection();
    }

    /** Returns when so many instances of the measures' account are RUNNING in the view. */
    public void awaitRunning(ViewConfig view, int count) throws SQLException {
        try (Connection connection = connect(view);
                PreparedStatement running = connection.prepareStatement(RUNNING)) {
            long[] next = {0};
            Patience.<SQLException>await("a running instance of each create", () -> {
                // Not too often, because the query loads the database.
                if (System.nanoTime() < next[0]) {
                    return false;
                }
                next[0] = System.nanoTime() + 50_000_000;
                try (ResultSet row = running.executeQuery()) {
                    return row.next() && row.getInt(1) >= count;
                }
            });
        }
    }

    /** How many instances of the measures' account are RUNNING in the view. */
    public int running(ViewConfig view) throws SQLException {
        try (Connection connection = connect(view);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(RUNNING)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** When the transaction was committed in which each event entered the view, by the event's id. */
    public Map<String, Instant> commitTimesOfEvents(ViewConfig view) throws SQLException {
        Map<String, Instant> times = new HashMap<>();
        try (Connection connection = connect(view);
                PreparedStatement events =
                        connection.prepareStatement("SELECT event_id, pg_xact_commit_timestamp(xmin) FROM events");
                ResultSet row = events.executeQuery()) {
            while (row.next()) {
                times.put(row.getString(1), row.getTimestamp(2).toInstant());
            }
        }
        return times;
    }

    /** When a command was decided, and when the transaction was committed that wrote its row last. */
    public record CommandTimes(Instant decided, Instant committed) {}

    /** The times of all commands, by commandId. */
    public Map<String, CommandTimes> timesOfCommands(ViewConfig view) throws SQLException {
        Map<String, CommandTimes> times = new HashMap<>();
        try (Connection connection = connect(view);
                PreparedStatement commands = connection.prepareStatement(
                        "SELECT command_id, decided_at, pg_xact_commit_timestamp(xmin) FROM commands");
                ResultSet row = commands.executeQuery()) {
            while (row.next()) {
                times.put(
                        row.getString(1),
                        new CommandTimes(
                                row.getTimestamp(2).toInstant(),
                                row.getTimestamp(3).toInstant()));
            }
        }
        return times;
    }

    /** The value of a server setting, for the report. */
    public String setting(String name) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String database(ViewConfig view) {
        return view.url().substring(view.url().lastIndexOf('/') + 1);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
