package io.instancebus.view.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The parameters of a statement, in their order; times become milliseconds. */
public final class Parameters {
    private Parameters() {}

    public static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i] instanceof Instant time ? (Object) time.toEpochMilli() : values[i]);
        }
    }
}
