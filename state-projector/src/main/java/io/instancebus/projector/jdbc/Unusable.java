package io.instancebus.projector.jdbc;

import io.instancebus.projector.store.UnusableView;
import io.instancebus.view.ViewConfig;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** Distinguishes a database that can never be used as it is from one that does not answer now, and says what to do. */
final class Unusable {
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String NOT_AUTHORIZED = "28";

    private Unusable() {}

    /** Why a view cannot be opened; empty for a failure that may be transient. */
    static Optional<UnusableView> opening(ViewConfig config, Exception failure) {
        SQLException sql = sql(failure);
        if (sql == null) {
            return Optional.empty();
        }
        return config.isSqlite() ? openingFile(config, sql) : openingServer(config, sql);
    }

    /** Why an open view can no longer be used; empty for a failure that may be transient. */
    static Optional<UnusableView> using(ViewConfig config, Exception failure) {
        SQLException sql = sql(failure);
        return sql == null || !config.isSqlite() ? Optional.empty() : damaged(config, sql);
    }

    private static Optional<UnusableView> openingFile(ViewConfig config, SQLException sql) {
        return switch (primary(sql)) {
            case SQLITE_BUSY, SQLITE_LOCKED -> Optional.empty();
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(config, sql);
            default ->
                Optional.of(new UnusableView(
                        "the view's file " + file(config) + " cannot be opened (" + sql.getMessage()
                                + "): it must be a file that this user may read and write, in a folder that exists",
                        sql));
        };
    }

    private static Optional<UnusableView> damaged(ViewConfig config, SQLException sql) {
        return switch (primary(sql)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> {
                String file = file(config);
                yield Optional.of(new UnusableView(
                        "the view's file " + file + " is damaged (" + sql.getMessage() + "): delete it, " + file
                                + "-wal and " + file
                                + "-shm, and start again; the view is then rebuilt from the log",
                        sql));
            }
            default -> Optional.empty();
        };
    }

    /** The primary code is the last byte of an extended code. */
    private static SQLiteErrorCode primary(SQLException sql) {
        return SQLiteErrorCode.getErrorCode(sql.getErrorCode() & 0xff);
    }

    private static Optional<UnusableView> openingServer(ViewConfig config, SQLException sql) {
        String state = String.valueOf(sql.getSQLState());
        if (state.equals(NO_SUCH_DATABASE)) {
            return Optional.of(new UnusableView(
                    "the view's database does not exist (" + sql.getMessage() + "): create it, or correct "
                            + config.url(),
                    sql));
        }
        if (state.startsWith(NOT_AUTHORIZED)) {
            return Optional.of(new UnusableView(
                    "the server of the view's database " + config.url() + " refuses the login (" + sql.getMessage()
                            + "): correct the user, or the password that passwordReference names",
                    sql));
        }
        return Optional.empty();
    }

    private static String file(ViewConfig config) {
        return config.url().substring(ViewConfig.SQLITE.length());
    }

    /** The database's own exception: a pool wraps it in its own. */
    private static @Nullable SQLException sql(Throwable failure) {
        SQLException innermost = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            innermost = cause instanceof SQLException sql ? sql : innermost;
        }
        return innermost;
    }
}
