package io.instancebus.projector.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows as arrays, one for each column, for a statement that expands them with unnest. */
final class Columns<T> {
    private final PreparedStatement statement;
    private final List<T> rows;
    private int index;

    Columns(PreparedStatement statement, List<T> rows) {
        this.statement = statement;
        this.rows = rows;
    }

    Columns<T> text(Function<T, @Nullable String> column) throws SQLException {
        return array("text", column);
    }

    Columns<T> number(Function<T, @Nullable Number> column) throws SQLException {
        return array("int8", column);
    }

    Columns<T> truth(Function<T, @Nullable Boolean> column) throws SQLException {
        return array("bool", column);
    }

    /** A column of times in milliseconds, which the statement converts. */
    Columns<T> time(Function<T, @Nullable Instant> column) throws SQLException {
        return array("int8", row -> {
            Instant time = column.apply(row);
            return time == null ? null : time.toEpochMilli();
        });
    }

    private Columns<T> array(String type, Function<T, ? extends @Nullable Object> column) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        statement.setArray(++index, statement.getConnection().createArrayOf(type, values));
        return this;
    }
}
