package io.instancebus.view.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

final class SqliteDialect implements ViewDialect {
    @Override
    public @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    @Override
    public void tag(Conditions conditions, String name, String value) {
        conditions.add("EXISTS (SELECT 1 FROM json_each(i.tags) t WHERE t.key = ? AND t.value = ?)", name, value);
    }

    @Override
    public void among(Conditions conditions, String column, List<String> values) {
        conditions.add(
                column + " IN (SELECT value FROM json_each(?))",
                JsonMapper.shared().writeValueAsString(values));
    }

    @Override
    public String countInstances() {
        return "SELECT count(*) FROM instances";
    }

    @Override
    public String unindexed(String column) {
        return "+" + column;
    }
}
