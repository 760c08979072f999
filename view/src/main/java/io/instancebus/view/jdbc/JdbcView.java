package io.instancebus.view.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.instancebus.view.AccountRow;
import io.instancebus.view.CommandNews;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventFilter;
import io.instancebus.view.EventRow;
import io.instancebus.view.Incomplete;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.InstanceSink;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewStatus;
import io.instancebus.view.ViewUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Queries the view; each query takes a connection of its own and returns it at once. */
final class JdbcView implements View {
    private static final String INSTANCES = """
            SELECT i.*, a.stale_since,
                s.sequence AS aside_sequence, s.passed_over AS aside_events, s.reason AS aside_reason
            FROM instances i
                LEFT JOIN accounts a ON a.account = i.account
                LEFT JOIN set_aside s ON s.instance_id = i.instance_id
            """;
    private static final String INCOMPLETE = """
            SELECT instance_id, sequence AS aside_sequence, passed_over AS aside_events, reason AS aside_reason
            FROM set_aside ORDER BY instance_id LIMIT ?
            """;
    private static final String EVENTS = "SELECT e.* FROM events e";
    private static final String COMMANDS = "SELECT * FROM commands";
    private static final String BY_ID = COMMANDS + " WHERE command_id = ? ORDER BY instance_id";
    private static final String ACCOUNTS = "SELECT * FROM accounts ORDER BY account";
    private static final String LAST_POSITION = "SELECT coalesce(max(position), 0) FROM events";
    private static final String NEWS =
            "SELECT position, command_id FROM events WHERE position > ? ORDER BY position LIMIT 5000";
    private static final String LAST_RECORDED = "SELECT max(last_recorded_at) AS last_recorded_at FROM positions";

    /** Selects by the command's instances, so that the history needs no index of commands. */
    private static final String OF_COMMAND =
            "e.command_id = ? AND e.instance_id IN (SELECT c.instance_id FROM commands c WHERE c.command_id = ?)";

    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** The number of rows that PostgreSQL's driver has in memory; all of them if it were not set. */
    private static final int ROWS_AT_ONCE = 500;

    private final HikariDataSource connections;
    private final HikariDataSource streams;
    private final ViewDialect dialect;
    private final RowReader rows;

    JdbcView(HikariDataSource connections, HikariDataSource streams, ViewDialect dialect) {
        this.connections = connections;
        this.streams = streams;
        this.dialect = dialect;
        this.rows = new RowReader(dialect);
    }

    @Override
    public Optional<InstanceRow> instance(String instanceId) {
        return query(INSTANCES + " WHERE i.instance_id = ?", rows::instance, instanceId).stream()
                .findFirst();
    }

    @Override
    public Page<InstanceRow> instances(InstanceFilter filter, PageRequest page) {
        Conditions conditions = conditions(filter, page.cursor());
        String sql = INSTANCES + conditions.orderedBy("i.instance_id", page.limit());
        return page(query(sql, rows::instance, conditions.values()), page.limit(), last -> after(last.instanceId()));
    }

    @Override
    public <E extends Exception> void stream(InstanceFilter filter, @Nullable String cursor, InstanceSink<E> sink)
            throws E {
        Conditions conditions = conditions(filter, cursor);
        String sql = INSTANCES + conditions.orderedBy("i.instance_id");
        try (Connection connection = streams.getConnection()) {
            // The driver of PostgreSQL fetches rows by and by only within a transaction.
            connection.setAutoCommit(false);
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setFetchSize(ROWS_AT_ONCE);
                Parameters.bind(select, conditions.values());
                pass(select, sink);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new ViewUnavailable("the view cannot be read: " + e.getMessage(), e);
        }
    }

    private <E extends Exception> void pass(PreparedStatement select, InstanceSink<E> sink) throws SQLException, E {
        try (ResultSet result = select.executeQuery()) {
            boolean more = true;
            while (more && result.next()) {
                more = sink.take(rows.instance(result));
            }
        }
    }

    @Override
    public String cursorAfter(String instanceId) {
        return after(instanceId).text();
    }

    private static Cursor after(String instanceId) {
        return Cursor.of(Cursor.Kind.INSTANCES, instanceId);
    }

    private Conditions conditions(InstanceFilter filter, @Nullable String cursor) {
        Conditions conditions = new Conditions()
                .equal(stateColumn(filter), filter.state())
                .equal("i.provider", filter.provider())
                .equal("i.account", filter.account())
                .equal("i.realm_id", filter.realmId())
                .equal("i.image_id", filter.imageId())
                .equal("i.owner_id", filter.ownerId())
                .equal("i.name", filter.name());
        filter.tags().forEach((name, value) -> dialect.tag(conditions, name, value));
        if (cursor != null) {
            conditions.add(
                    "i.instance_id > ?",
                    Cursor.parse(Cursor.Kind.INSTANCES, cursor).key().getFirst());
        }
        return conditions;
    }

    /** Few instances share a name: the database scans those for the state. */
    private String stateColumn(InstanceFilter filter) {
        return filter.name() == null ? "i.state" : dialect.unindexed("i.state");
    }

    @Override
    public Page<EventRow> events(EventFilter filter, PageRequest page) {
        Conditions conditions =
                new Conditions().equal("e.instance_id", filter.instanceId()).equal("e.actor", filter.actor());
        if (filter.commandId() != null) {
            conditions.add(OF_COMMAND, filter.commandId(), filter.commandId());
        }
        return filter.instanceId() == null
                ? history(conditions, page)
                : historyOf(filter.instanceId(), conditions, page);
    }

    private Page<EventRow> history(Conditions conditions, PageRequest page) {
        if (page.cursor() != null) {
            Cursor after = Cursor.parse(Cursor.Kind.HISTORY, page.cursor());
            conditions.add("e.position > ?", after.number(0));
        }
        String sql = EVENTS + conditions.orderedBy("e.position", page.limit());
        return page(
                query(sql, rows::event, conditions.values()),
                page.limit(),
                last -> Cursor.of(Cursor.Kind.HISTORY, last.position()));
    }

    private Page<EventRow> historyOf(String instanceId, Conditions conditions, PageRequest page) {
        if (page.cursor() != null) {
            Cursor after = Cursor.parse(Cursor.Kind.HISTORY_OF_INSTANCE, page.cursor());
            if (!after.key().getFirst().equals(instanceId)) {
                throw new IllegalArgumentException("the cursor belongs to another instance");
            }
            conditions.add("(e.sequence, e.position) > (?, ?)", after.number(1), after.number(2));
        }
        String sql = EVENTS + conditions.orderedBy("e.sequence, e.position", page.limit());
        return page(
                query(sql, rows::event, conditions.values()),
                page.limit(),
                last -> Cursor.of(Cursor.Kind.HISTORY_OF_INSTANCE, instanceId, last.sequence(), last.position()));
    }

    private static <T> Page<T> page(List<T> found, int limit, Function<T, Cursor> cursor) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        return new Page<>(
                found.subList(0, limit), cursor.apply(found.get(limit - 1)).text());
    }

    @Override
    public List<CommandRow> command(String commandId) {
        return query(BY_ID, rows::command, commandId);
    }

    @Override
    public List<CommandRow> commands(List<String> commandIds) {
        Conditions conditions = new Conditions();
        dialect.among(conditions, "command_id", commandIds);
        return query(COMMANDS + conditions.orderedBy("command_id, instance_id"), rows::command, conditions.values());
    }

    @Override
    public long lastPosition() {
        return query(LAST_POSITION, row -> row.getLong(1)).getFirst();
    }

    @Override
    public CommandNews newsAfter(long position) {
        Set<String> commandIds = new HashSet<>();
        List<Long> positions = query(
                NEWS,
                row -> {
                    String commandId = row.getString(2);
                    if (commandId != null) {
                        commandIds.add(commandId);
                    }
                    return row.getLong(1);
                },
                position);
        return new CommandNews(positions.isEmpty() ? position : positions.getLast(), commandIds);
    }

    @Override
    public List<AccountRow> accounts() {
        return query(ACCOUNTS, rows::account);
    }

    @Override
    public List<Incomplete> incomplete(int limit) {
        return query(INCOMPLETE, RowReader::incomplete, limit);
    }

    @Override
    public ViewStatus status() {
        long instances = query(dialect.countInstances(), row -> row.getLong(1)).getFirst();
        @Nullable
        Instant last = query(LAST_RECORDED, row -> Optional.ofNullable(dialect.time(row, "last_recorded_at")))
                .getFirst()
                .orElse(null);
        return new ViewStatus(instances, last);
    }

    private <T> List<T> query(String sql, Reading<T> reading, Object... parameters) {
        try (Connection connection = connections.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            Parameters.bind(select, parameters);
            List<T> found = new ArrayList<>();
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    found.add(reading.of(result));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new ViewUnavailable("the view cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        streams.close();
        connections.close();
    }
}
