package io.instancebus.view.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rows must meet: fixed pieces of SQL and the values of their parameters. Only given ones, so that indexes serve. */
final class Conditions {
    private final StringBuilder sql = new StringBuilder(" WHERE TRUE");
    private final List<Object> values = new ArrayList<>();

    Conditions equal(String column, @Nullable String value) {
        return value == null ? this : add(column + " = ?", value);
    }

    Conditions add(String condition, Object... parameters) {
        sql.append(" AND ").append(condition);
        values.addAll(List.of(parameters));
        return this;
    }

    /** Rows are numbered by this order; one more than asked for shows whether others follow. */
    String orderedBy(String order, int limit) {
        values.add(limit + 1);
        return sql + " ORDER BY " + order + " LIMIT ?";
    }

    Object[] values() {
        return values.toArray();
    }
}
