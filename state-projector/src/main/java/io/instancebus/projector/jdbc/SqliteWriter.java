package io.instancebus.projector.jdbc;

import io.instancebus.projector.fold.AccountChange;
import io.instancebus.projector.fold.AvroJson;
import io.instancebus.projector.fold.CommandChange;
import io.instancebus.projector.fold.DetailColumns;
import io.instancebus.projector.fold.HistoryRow;
import io.instancebus.projector.fold.InstanceChange;
import io.instancebus.projector.store.Position;
import io.instancebus.view.jdbc.Parameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes row by row: a statement within the process costs little. */
final class SqliteWriter implements ViewWriter {
    @FunctionalInterface
    private interface Values<T> {
        @Nullable
        Object[] of(T row);
    }

    private static <T> int[] each(Connection connection, String sql, Collection<T> rows, Values<T> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T row : rows) {
                Parameters.bind(statement, values.of(row));
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    @Override
    public int move(Connection connection, List<OffsetAdvance> moves) throws SQLException {
        int moved = 0;
        int[] counts = each(connection, SqliteStatements.MOVE, moves, move -> new @Nullable Object[] {
            move.partition().topic(), move.partition().number(), move.from(), move.to(), move.lastRecordedAt()
        });
        for (int count : counts) {
            moved += count;
        }
        return moved;
    }

    @Override
    public Map<String, Long> versions(Connection connection, Set<String> instanceIds) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SqliteStatements.VERSIONS)) {
            select.setString(1, AvroJson.of(instanceIds));
            try (ResultSet rows = select.executeQuery()) {
                return JdbcViewStore.versions(rows);
            }
        }
    }

    @Override
    public Set<String> rejections(Connection connection, Set<String> instanceIds, Set<String> eventIds)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SqliteStatements.REJECTIONS)) {
            select.setString(1, AvroJson.of(instanceIds));
            select.setString(2, AvroJson.of(eventIds));
            try (ResultSet rows = select.executeQuery()) {
                return JdbcViewStore.texts(rows);
            }
        }
    }

    @Override
    public void insertInstances(Connection connection, List<InstanceChange> created) throws SQLException {
        each(connection, SqliteStatements.INSERT_INSTANCE, created, change -> {
            @Nullable
            Object[] state = {
                change.instanceId(),
                change.version(),
                change.account(),
                change.provider(),
                change.stateOrStart(),
                change.actions(),
                change.vanishedOrNot(),
                change.firstRecordedAt(),
                change.updatedAt()
            };
            return with(state, Objects.requireNonNullElse(change.details(), DetailColumns.UNKNOWN));
        });
    }

    @Override
    public void updateInstances(Connection connection, List<InstanceChange> changed) throws SQLException {
        List<InstanceChange> plain =
                changed.stream().filter(change -> change.details() == null).toList();
        each(connection, SqliteStatements.UPDATE_INSTANCE, plain, SqliteWriter::state);
        List<InstanceChange> detailed =
                changed.stream().filter(change -> change.details() != null).toList();
        each(
                connection,
                SqliteStatements.UPDATE_INSTANCE_AND_DETAILS,
                detailed,
                change -> with(state(change), Objects.requireNonNull(change.details())));
    }

    private static @Nullable Object[] state(InstanceChange change) {
        return new @Nullable Object[] {
            change.instanceId(),
            change.version(),
            change.state(),
            change.newActions(),
            change.vanished(),
            change.updatedAt()
        };
    }

    private static @Nullable Object[] with(@Nullable Object[] state, DetailColumns details) {
        Stream<@Nullable Object> columns = Stream.of(
                details.name(),
                details.imageId(),
                details.realmId(),
                details.hardwareProfile(),
                details.keyName(),
                details.firewalls(),
                details.tags(),
                details.ownerId(),
                details.nativeId(),
                details.publicAddresses(),
                details.privateAddresses(),
                details.sshPort(),
                details.launchedAt(),
                details.username(),
                details.hostKey(),
                details.adminPassword());
        return Stream.concat(Stream.of(state), columns).toArray();
    }

    @Override
    public void decideCommands(Connection connection, List<CommandChange> decided) throws SQLException {
        each(connection, SqliteStatements.DECIDE_COMMAND, decided, SqliteWriter::command);
    }

    @Override
    public void answerCommands(Connection connection, List<CommandChange> answered) throws SQLException {
        each(connection, SqliteStatements.ANSWER_COMMAND, answered, SqliteWriter::command);
    }

    private static @Nullable Object[] command(CommandChange change) {
        return new @Nullable Object[] {
            change.commandId(),
            change.instanceId(),
            change.commandType(),
            change.status(),
            change.actor(),
            change.correlationId(),
            change.decidedAt(),
            change.deadline(),
            change.answeredAt(),
            change.answer(),
            change.run()
        };
    }

    @Override
    public void changeAccounts(Connection connection, List<AccountChange> changes) throws SQLException {
        for (AccountChange change : changes) {
            switch (change) {
                case AccountChange.Health health ->
                    upsert(
                            connection,
                            SqliteStatements.ACCOUNT_HEALTH,
                            health,
                            health.staleSince(),
                            health.staleReason());
                case AccountChange.Catalogue catalogue ->
                    upsert(connection, SqliteStatements.ACCOUNT_CATALOGUE, catalogue, catalogue.catalogue());
                case AccountChange.CatalogueProblem unreadable ->
                    upsert(connection, SqliteStatements.ACCOUNT_CATALOGUE_PROBLEM, unreadable, unreadable.problem());
                case AccountChange.SealingKey key ->
                    upsert(connection, SqliteStatements.ACCOUNT_KEY, key, key.keyId(), key.publicKey());
            }
        }
    }

    private static void upsert(Connection connection, String sql, AccountChange change, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(sql)) {
            Parameters.bind(
                    upsert,
                    Stream.concat(Stream.of(change.account(), change.provider()), Stream.of(values))
                            .toArray());
            upsert.executeUpdate();
        }
    }

    @Override
    public void insertEvents(Connection connection, List<HistoryRow> rows) throws SQLException {
        each(connection, SqliteStatements.INSERT_EVENT, rows, row -> new @Nullable Object[] {
            row.eventId(),
            row.instanceId(),
            row.sequence(),
            row.type(),
            row.occurredAt(),
            row.recordedAt(),
            row.account(),
            row.provider(),
            row.actor(),
            row.commandId(),
            row.correlationId(),
            row.causationId(),
            row.body()
        });
    }

    @Override
    public void follow(Connection connection, Collection<Position> beginnings) throws SQLException {
        each(connection, SqliteStatements.FOLLOW, beginnings, position -> new @Nullable Object[] {
            position.partition().topic(),
            position.partition().number(),
            position.nextOffset(),
            position.clusterId(),
            position.topicId()
        });
    }

    @Override
    public void clear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : SqliteStatements.CLEAR) {
                statement.executeUpdate(table);
            }
        }
    }
}
