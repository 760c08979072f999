package io.instancebus.view.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

final class PostgresqlDialect implements ViewDialect {
    /** To the millisecond; the driver's conversion of a distant time can lose some microseconds. */
    @Override
    public @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant().plusNanos(500_000).truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void tag(Conditions conditions, String name, String value) {
        conditions.add("i.tags @> CAST(? AS jsonb)", JsonMapper.shared().writeValueAsString(Map.of(name, value)));
    }

    @Override
    public void among(Conditions conditions, String column, List<String> values) {
        conditions.add(column + " = ANY (?)", (Object) values.toArray(String[]::new));
    }

    /** An exact count of many rows takes long; above a threshold the planner's estimate is used. */
    @Override
    public String countInstances() {
        return """
                SELECT CASE WHEN reltuples < 100000 THEN (SELECT count(*) FROM instances) ELSE reltuples::bigint END
                FROM pg_class WHERE oid = 'instances'::regclass
                """;
    }

    /** PostgreSQL has statistics of the values, and chooses the index itself. */
    @Override
    public String unindexed(String column) {
        return column;
    }
}
