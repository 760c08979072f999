package io.instancebus.benchmarks.stand;

import io.instancebus.view.ViewConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** The raw limit of a list: the same rows as JSON, made by the database itself and read without a gateway. */
public final class RawList {
    private static final String COLUMNS = """
            SELECT i.*, a.stale_since, s.reason
            FROM instances i LEFT JOIN accounts a ON a.account = i.account
                LEFT JOIN set_aside s ON s.instance_id = i.instance_id
            ORDER BY i.instance_id
            """;
    private static final String AS_JSON = "COPY (SELECT row_to_json(r) FROM (" + COLUMNS + ") r) TO STDOUT";

    private RawList() {}

    /** Reads them all to nowhere: from PostgreSQL by COPY as JSON, from SQLite all columns by JDBC. */
    public static void read(ViewConfig view, Connection connection) throws SQLException, IOException {
        if (view.isSqlite()) {
            columns(connection);
        } else {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut(AS_JSON, OutputStream.nullOutputStream());
        }
    }

    private static void columns(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS);
                ResultSet rows = select.executeQuery()) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    rows.getString(column);
                }
            }
        }
    }
}
