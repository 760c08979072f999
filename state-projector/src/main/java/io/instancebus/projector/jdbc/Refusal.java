package io.instancebus.projector.jdbc;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Distinguishes a row that the database will never store from a database that cannot work now. */
final class Refusal {
    /** SQLSTATE classes: invalid data, a violated constraint, and a program limit exceeded. */
    private static final Set<String> CLASSES = Set.of("22", "23", "54");

    /** SQLite's codes for too big, constraint and mismatch. */
    private static final Set<Integer> SQLITE_CODES = Set.of(18, 19, 20);

    private Refusal() {}

    /** The reason for a refused row, without its content; empty for a failure that may be transient. */
    static Optional<String> reason(Exception failure) {
        if (failure instanceof Unfoldable) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isRefusal(sql)) {
                return Optional.of("the view's database refuses it with " + code(sql));
            }
        }
        return Optional.empty();
    }

    private static boolean isRefusal(SQLException sql) {
        @Nullable String state = sql.getSQLState();
        return state != null && state.length() == 5
                ? CLASSES.contains(state.substring(0, 2))
                : SQLITE_CODES.contains(sql.getErrorCode() & 0xff);
    }

    private static String code(SQLException sql) {
        return sql.getSQLState() == null ? "SQLite's code " + sql.getErrorCode() : "SQLSTATE " + sql.getSQLState();
    }

    /** An event that this version cannot fold. */
    static final class Unfoldable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unfoldable(RuntimeException cause) {
            super("this version cannot fold it (" + cause.getClass().getSimpleName() + ")", cause);
        }
    }
}
