package io.instancebus.view.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a query: fixed pieces of SQL and the values of their parameters. It has only conditions whose value
 * is given, so that the database can use its indexes.
 */
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

    /** Orders and limits the rows; it reads one more than asked for, to detect a next page. */
    String orderedBy(String order, int limit) {
        String all = orderedBy(order);
        values.add(limit + 1);
        return all + " LIMIT ?";
    }

    /** Orders all rows. */
    String orderedBy(String order) {
        return sql + " ORDER BY " + order;
    }

    Object[] values() {
        return values.toArray();
    }
}
