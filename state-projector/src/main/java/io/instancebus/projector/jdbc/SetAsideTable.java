package io.instancebus.projector.jdbc;

import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.SetAside;
import io.instancebus.view.jdbc.Parameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table of instances that are set aside. It is usually empty, so it is read as a whole. The SQL is the same for
 * every database.
 */
final class SetAsideTable {
    private static final String IDS = "SELECT instance_id FROM set_aside";
    private static final String SELECT = """
            SELECT instance_id, topic, partition, log_offset, sequence, reason
            FROM set_aside ORDER BY instance_id LIMIT ?
            """;
    private static final String INSERT = """
            INSERT INTO set_aside (instance_id, topic, partition, log_offset, sequence, reason, passed_over)
            VALUES (?, ?, ?, ?, ?, ?, 0)
            """;
    private static final String PASS_OVER = "UPDATE set_aside SET passed_over = passed_over + ? WHERE instance_id = ?";

    private SetAsideTable() {}

    static Set<String> ids(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(IDS)) {
            Set<String> ids = new HashSet<>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }

    static List<SetAside> first(Connection connection, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setInt(1, limit);
            List<SetAside> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new SetAside(
                            rows.getString("instance_id"),
                            new LogPartition(rows.getString("topic"), rows.getInt("partition")),
                            rows.getLong("log_offset"),
                            rows.getLong("sequence"),
                            rows.getString("reason")));
                }
            }
            return found;
        }
    }

    static void add(Connection connection, List<SetAside> added) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (SetAside each : added) {
                Parameters.bind(
                        insert,
                        each.instanceId(),
                        each.partition().topic(),
                        each.partition().number(),
                        each.offset(),
                        each.sequence(),
                        each.reason());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static void passOver(Connection connection, Map<String, Long> events) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(PASS_OVER)) {
            for (Map.Entry<String, Long> each : events.entrySet()) {
                Parameters.bind(update, each.getValue(), each.getKey());
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
