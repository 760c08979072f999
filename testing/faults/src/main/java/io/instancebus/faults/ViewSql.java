package io.instancebus.faults;

import io.instancebus.testbed.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads and changes the view's tables directly. */
final class ViewSql {
    private final Testbed testbed;

    ViewSql(Testbed testbed) {
        this.testbed = testbed;
    }

    /** The first column of each row. */
    List<String> query(String sql) throws SQLException, IOException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }

    /** Changes rows; throws an IllegalStateException if none changed. */
    void change(String sql) throws SQLException, IOException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            if (statement.executeUpdate(sql) == 0) {
                throw new IllegalStateException("the view has no row to change: " + sql);
            }
        }
    }

    private Connection connect() throws SQLException, IOException {
        return DriverManager.getConnection(
                testbed.viewUrl(), testbed.viewUser(), Files.readString(testbed.viewPasswordFile()));
    }
}
