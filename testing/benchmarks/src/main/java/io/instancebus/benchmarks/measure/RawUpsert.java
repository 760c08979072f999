package io.instancebus.benchmarks.measure;

import io.instancebus.projector.jdbc.ViewStores;
import io.instancebus.view.ViewConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/**
 * Upserts the rows of a view in batches into empty tables of the same kind: the most that SQLite can take from its
 * writer.
 */
final class RawUpsert {
    private static final int BATCH = 5_000;
    /** The tables with their keys. */
    private static final Map<String, String> TABLES = tables();

    private final ViewConfig full;
    private final ViewConfig empty;

    /** @param empty a file that does not exist yet */
    RawUpsert(ViewConfig full, ViewConfig empty) {
        this.full = full;
        this.empty = empty;
    }

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("instances", "instance_id");
        tables.put("commands", "command_id, instance_id");
        tables.put("events", "position");
        return tables;
    }

    double seconds() throws SQLException {
        ViewStores.open(empty).close();
        SQLiteConfig settings = new SQLiteConfig();
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        settings.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        settings.setCacheSize(-65_536);
        double seconds = 0;
        try (Connection from = DriverManager.getConnection(full.url());
                Connection to = DriverManager.getConnection(empty.url(), settings.toProperties())) {
            to.setAutoCommit(false);
            for (Map.Entry<String, String> table : TABLES.entrySet()) {
                seconds += seconds(from, to, table.getKey(), table.getValue());
            }
        }
        return seconds;
    }

    private static double seconds(Connection from, Connection to, String table, String key) throws SQLException {
        double seconds = 0;
        try (Statement select = from.createStatement();
                ResultSet rows = select.executeQuery("SELECT * FROM " + table)) {
            int columns = rows.getMetaData().getColumnCount();
            String first = rows.getMetaData().getColumnName(1);
            String upsert = "INSERT INTO " + table + " VALUES (" + String.join(", ", Collections.nCopies(columns, "?"))
                    + ") ON CONFLICT (" + key + ") DO UPDATE SET " + first + " = excluded." + first;
            try (PreparedStatement insert = to.prepareStatement(upsert)) {
                List<Object[]> batch = next(rows, columns);
                while (!batch.isEmpty()) {
                    Stopwatch time = new Stopwatch();
                    write(to, insert, batch);
                    seconds += time.seconds();
                    batch = next(rows, columns);
                }
            }
        }
        return seconds;
    }

    private static List<Object[]> next(ResultSet rows, int columns) throws SQLException {
        List<Object[]> batch = new ArrayList<>(BATCH);
        while (batch.size() < BATCH && rows.next()) {
            Object[] row = new Object[columns];
            for (int column = 0; column < columns; column++) {
                row[column] = rows.getObject(column + 1);
            }
            batch.add(row);
        }
        return batch;
    }

    private static void write(Connection to, PreparedStatement insert, List<Object[]> batch) throws SQLException {
        for (Object[] row : batch) {
            for (int column = 0; column < row.length; column++) {
                insert.setObject(column + 1, row[column]);
            }
            insert.addBatch();
        }
        insert.executeBatch();
        to.commit();
    }
}
