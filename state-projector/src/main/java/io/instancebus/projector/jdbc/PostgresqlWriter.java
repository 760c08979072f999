package io.instancebus.projector.jdbc;

import io.instancebus.projector.fold.AccountChange;
import io.instancebus.projector.fold.CommandChange;
import io.instancebus.projector.fold.DetailColumns;
import io.instancebus.projector.fold.HistoryRow;
import io.instancebus.projector.fold.InstanceChange;
import io.instancebus.projector.store.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes whole batches: new rows with COPY, changed ones with one statement for each table. */
final class PostgresqlWriter implements ViewWriter {
    private static final int INSTANCE_COLUMNS = 25;
    private static final int EVENT_COLUMNS = 13;

    @Override
    public int move(Connection connection, List<OffsetAdvance> moves) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(PostgresqlStatements.MOVE)) {
            new Columns<>(update, moves)
                    .text(move -> move.partition().topic())
                    .number(move -> move.partition().number())
                    .number(OffsetAdvance::from)
                    .number(OffsetAdvance::to)
                    .time(OffsetAdvance::lastRecordedAt);
            return update.executeUpdate();
        }
    }

    @Override
    public Map<String, Long> versions(Connection connection, Set<String> instanceIds) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PostgresqlStatements.VERSIONS)) {
            select.setArray(1, connection.createArrayOf("text", instanceIds.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                return JdbcViewStore.versions(rows);
            }
        }
    }

    @Override
    public Set<String> rejections(Connection connection, Set<String> instanceIds, Set<String> eventIds)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PostgresqlStatements.REJECTIONS)) {
            select.setArray(1, connection.createArrayOf("text", instanceIds.toArray()));
            select.setArray(2, connection.createArrayOf("text", eventIds.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                return JdbcViewStore.texts(rows);
            }
        }
    }

    @Override
    public void insertInstances(Connection connection, List<InstanceChange> created) throws SQLException {
        copy(connection, PostgresqlStatements.COPY_INSTANCES, INSTANCE_COLUMNS, created, (rows, change) -> {
            rows.text(change.instanceId())
                    .number(change.version())
                    .text(change.account())
                    .text(change.provider())
                    .text(change.stateOrStart())
                    .jsonb(change.actions())
                    .truth(change.vanishedOrNot())
                    .time(change.firstRecordedAt())
                    .time(change.updatedAt());
            details(rows, Objects.requireNonNullElse(change.details(), DetailColumns.UNKNOWN));
        });
    }

    private static void details(CopiedRows rows, DetailColumns details) {
        rows.text(details.name())
                .text(details.imageId())
                .text(details.realmId())
                .jsonb(details.hardwareProfile())
                .text(details.keyName())
                .jsonb(details.firewalls())
                .jsonb(details.tags())
                .text(details.ownerId())
                .text(details.nativeId())
                .jsonb(details.publicAddresses())
                .jsonb(details.privateAddresses())
                .integer(details.sshPort())
                .time(details.launchedAt())
                .text(details.username())
                .text(details.hostKey())
                .text(details.adminPassword());
    }

    /** Adds the columns of a row. */
    @FunctionalInterface
    private interface Row<T> {
        void to(CopiedRows rows, T row);
    }

    private static <T> void copy(Connection connection, String sql, int columns, List<T> rows, Row<T> row)
            throws SQLException {
        CopiedRows copy = new CopiedRows(connection, sql, columns);
        try {
            for (T each : rows) {
                row.to(copy.row(), each);
            }
            copy.end();
        } finally {
            copy.cancel();
        }
    }

    private static void details(Columns<InstanceChange> columns) throws SQLException {
        columns.text(of(DetailColumns::name))
                .text(of(DetailColumns::imageId))
                .text(of(DetailColumns::realmId))
                .text(of(DetailColumns::hardwareProfile))
                .text(of(DetailColumns::keyName))
                .text(of(DetailColumns::firewalls))
                .text(of(DetailColumns::tags))
                .text(of(DetailColumns::ownerId))
                .text(of(DetailColumns::nativeId))
                .text(of(DetailColumns::publicAddresses))
                .text(of(DetailColumns::privateAddresses))
                .number(of(DetailColumns::sshPort))
                .time(of(DetailColumns::launchedAt))
                .text(of(DetailColumns::username))
                .text(of(DetailColumns::hostKey))
                .text(of(DetailColumns::adminPassword));
    }

    private static <V> Function<InstanceChange, @Nullable V> of(Function<DetailColumns, @Nullable V> column) {
        return change -> column.apply(Objects.requireNonNullElse(change.details(), DetailColumns.UNKNOWN));
    }

    @Override
    public void updateInstances(Connection connection, List<InstanceChange> changed) throws SQLException {
        List<InstanceChange> plain =
                changed.stream().filter(change -> change.details() == null).toList();
        if (!plain.isEmpty()) {
            try (PreparedStatement update = connection.prepareStatement(PostgresqlStatements.UPDATE_INSTANCES)) {
                state(new Columns<>(update, plain));
                update.executeUpdate();
            }
        }
        List<InstanceChange> detailed =
                changed.stream().filter(change -> change.details() != null).toList();
        if (!detailed.isEmpty()) {
            try (PreparedStatement update =
                    connection.prepareStatement(PostgresqlStatements.UPDATE_INSTANCES_AND_DETAILS)) {
                details(state(new Columns<>(update, detailed)));
                update.executeUpdate();
            }
        }
    }

    private static Columns<InstanceChange> state(Columns<InstanceChange> columns) throws SQLException {
        return columns.text(InstanceChange::instanceId)
                .number(InstanceChange::version)
                .text(InstanceChange::state)
                .text(InstanceChange::newActions)
                .truth(InstanceChange::vanished)
                .time(InstanceChange::updatedAt);
    }

    @Override
    public void decideCommands(Connection connection, List<CommandChange> decided) throws SQLException {
        commands(connection, PostgresqlStatements.DECIDE_COMMANDS, decided);
    }

    @Override
    public void answerCommands(Connection connection, List<CommandChange> answered) throws SQLException {
        commands(connection, PostgresqlStatements.ANSWER_COMMANDS, answered);
    }

    private static void commands(Connection connection, String sql, List<CommandChange> changes) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(sql)) {
            new Columns<>(upsert, changes)
                    .text(CommandChange::commandId)
                    .text(CommandChange::instanceId)
                    .text(CommandChange::commandType)
                    .text(CommandChange::status)
                    .text(CommandChange::actor)
                    .text(CommandChange::correlationId)
                    .time(CommandChange::decidedAt)
                    .time(CommandChange::deadline)
                    .time(CommandChange::answeredAt)
                    .text(CommandChange::answer)
                    .text(CommandChange::run);
            upsert.executeUpdate();
        }
    }

    @Override
    public void changeAccounts(Connection connection, List<AccountChange> changes) throws SQLException {
        for (AccountChange change : changes) {
            switch (change) {
                case AccountChange.Health health ->
                    upsert(
                            connection,
                            PostgresqlStatements.ACCOUNT_HEALTH,
                            health,
                            time(health.staleSince()),
                            health.staleReason());
                case AccountChange.Catalogue catalogue ->
                    upsert(connection, PostgresqlStatements.ACCOUNT_CATALOGUE, catalogue, catalogue.catalogue());
                case AccountChange.CatalogueProblem unreadable ->
                    upsert(
                            connection,
                            PostgresqlStatements.ACCOUNT_CATALOGUE_PROBLEM,
                            unreadable,
                            unreadable.problem());
                case AccountChange.SealingKey key ->
                    upsert(connection, PostgresqlStatements.ACCOUNT_KEY, key, key.keyId(), key.publicKey());
            }
        }
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    private static void upsert(Connection connection, String sql, AccountChange change, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(sql)) {
            upsert.setString(1, change.account());
            upsert.setString(2, change.provider());
            for (int i = 0; i < values.length; i++) {
                upsert.setObject(i + 3, values[i]);
            }
            upsert.executeUpdate();
        }
    }

    @Override
    public void insertEvents(Connection connection, List<HistoryRow> rows) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute(PostgresqlStatements.ONE_WRITER_OF_HISTORY);
        }
        copy(
                connection,
                PostgresqlStatements.COPY_EVENTS,
                EVENT_COLUMNS,
                rows,
                (copy, row) -> copy.text(row.eventId())
                        .text(row.instanceId())
                        .number(row.sequence())
                        .text(row.type())
                        .time(row.occurredAt())
                        .time(row.recordedAt())
                        .text(row.account())
                        .text(row.provider())
                        .text(row.actor())
                        .text(row.commandId())
                        .text(row.correlationId())
                        .text(row.causationId())
                        .text(row.body()));
    }

    @Override
    public void follow(Connection connection, Collection<Position> beginnings) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(PostgresqlStatements.FOLLOW)) {
            new Columns<>(insert, List.copyOf(beginnings))
                    .text(position -> position.partition().topic())
                    .number(position -> position.partition().number())
                    .number(Position::nextOffset)
                    .text(Position::clusterId)
                    .text(Position::topicId);
            insert.executeUpdate();
        }
    }

    @Override
    public void clear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(PostgresqlStatements.CLEAR);
        }
    }
}
