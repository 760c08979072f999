package io.instancebus.view.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

final class PostgresqlDialect implements ViewDialect {
    /** To the millisecond, which far from today is lost by some microseconds on the way. */
    @Override
    public @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant().plusNanos(500_000).truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void tag(Conditions conditions, String name, String value) {
        conditions.add("i.tags @> CAST(? AS jsonb)", JsonMapper.shared().writeValueAsString(Map.of(name, value)));
    }

    /** Counting many rows takes long; then the planner's estimate has to do. */
    @Override
    public String countInstances() {
        return """
                SELECT CASE WHEN reltuples < 100000 THEN (SELECT count(*) FROM instances) ELSE reltuples::bigint END
                FROM pg_class WHERE oid = 'instances'::regclass
                """;
    }

    /** It knows how many rows have which value, and chooses by itself. */
    @Override
    public String unindexed(String column) {
        return column;
    }
}
