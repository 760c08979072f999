package io.instancebus.projector.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.instancebus.projector.store.UnusableView;
import io.instancebus.projector.store.ViewFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/** Runs work in transactions: the result says whether to commit; an exception rolls back. */
final class Transactions implements AutoCloseable {
    /** The value of the work, and whether to commit its changes. */
    record Result<T>(T value, boolean commit) {}

    /** Work on a connection whose transaction has begun. */
    @FunctionalInterface
    interface Work<T> {
        Result<T> in(Connection connection) throws SQLException;
    }

    private final HikariDataSource connections;
    private final Steps steps;
    private final Function<SQLException, Optional<UnusableView>> unusable;

    /**
     * @param connections a pool of connections in auto-commit mode; closed with this
     * @param unusable recognises a failure that no retry can mend
     */
    Transactions(HikariDataSource connections, Steps steps, Function<SQLException, Optional<UnusableView>> unusable) {
        this.connections = connections;
        this.steps = steps;
        this.unusable = unusable;
    }

    static <T> Result<T> commit(T value) {
        return new Result<>(value, true);
    }

    static <T> Result<T> rollBack(T value) {
        return new Result<>(value, false);
    }

    <T> T run(String what, Work<T> work) {
        try (Connection connection = connections.getConnection()) {
            return run(connection, work);
        } catch (SQLException e) {
            unusable.apply(e).ifPresent(never -> {
                throw never;
            });
            throw new ViewFailure("the view's database could not " + what + ": " + e.getMessage(), e);
        }
    }

    /**
     * Ends the transaction by switching auto-commit on again, which commits. After a commit(), SQLite's driver would
     * begin the next transaction at once, and this idle transaction would lock out every other writer.
     */
    private <T> T run(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            Result<T> result = work.in(connection);
            if (result.commit()) {
                steps.before("commit");
                connection.setAutoCommit(true);
                steps.before("return");
            } else {
                rollBack(connection);
            }
            return result.value();
        } catch (SQLException | RuntimeException e) {
            undo(connection, e);
            throw e;
        }
    }

    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void undo(Connection connection, Exception cause) {
        try {
            rollBack(connection);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
