package io.instancebus.projector.jdbc;

import io.instancebus.projector.fold.CommandChange;
import io.instancebus.projector.fold.Fold;
import io.instancebus.projector.fold.Folded;
import io.instancebus.projector.fold.FoldedAhead;
import io.instancebus.projector.fold.InstanceChange;
import io.instancebus.projector.fold.Known;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.BatchOutcome;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import io.instancebus.projector.store.Position;
import io.instancebus.projector.store.SetAside;
import io.instancebus.projector.store.ViewStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The course of each transaction; the same for every database. */
final class JdbcViewStore implements ViewStore {
    private static final Logger log = LoggerFactory.getLogger(JdbcViewStore.class);
    private static final String POSITIONS = "SELECT topic, partition, next_offset, cluster_id, topic_id FROM positions";

    private final Transactions transactions;
    private final ViewWriter writer;
    private final Steps steps;

    JdbcViewStore(Transactions transactions, ViewWriter writer, Steps steps) {
        this.transactions = transactions;
        this.writer = writer;
        this.steps = steps;
    }

    @Override
    public Supplier<BatchOutcome> prepare(Batch batch) {
        Optional<FoldedAhead> ahead = ahead(batch);
        return () -> apply(batch, ahead);
    }

    /** Empty if an event cannot be folded: the transaction finds out which. */
    private static Optional<FoldedAhead> ahead(Batch batch) {
        try {
            return Optional.of(FoldedAhead.of(batch));
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("A batch holds an event that cannot be folded");
            return Optional.empty();
        }
    }

    private BatchOutcome apply(Batch batch, Optional<FoldedAhead> ahead) {
        try {
            return transactions.run(
                    "apply events", connection -> apply(connection, batch, (on, all) -> together(on, all, ahead)));
        } catch (RuntimeException e) {
            String reason = Refusal.reason(e).orElseThrow(() -> e);
            log.atWarn()
                    .addKeyValue("reason", reason)
                    .log("A batch holds an event that the view refuses; applying its events one by one");
            return transactions.run("apply events one by one", connection -> apply(connection, batch, this::oneByOne));
        }
    }

    /** Writes the rows of a batch, and returns the instances that it sets aside. */
    @FunctionalInterface
    private interface Taking {
        List<SetAside> take(Connection connection, Batch batch) throws SQLException;
    }

    private Transactions.Result<BatchOutcome> apply(Connection connection, Batch batch, Taking taking)
            throws SQLException {
        List<OffsetAdvance> moves =
                batch.partitions().stream().map(OffsetAdvance::of).toList();
        steps.before("move positions");
        if (writer.move(connection, moves) != moves.size()) {
            return Transactions.rollBack(new BatchOutcome.Moved(
                    batch.partitions().stream().map(PartitionBatch::partition).toList()));
        }
        return Transactions.commit(new BatchOutcome.Applied(taking.take(connection, batch)));
    }

    private List<SetAside> together(Connection connection, Batch batch, Optional<FoldedAhead> ahead)
            throws SQLException {
        steps.before("read versions");
        Known known = known(connection, batch);
        Folded folded = ahead.filter(expected -> expected.holds(known))
                .map(FoldedAhead::folded)
                .orElseGet(() -> folded(batch, known));
        write(connection, folded);
        return folded.setAside();
    }

    private static Folded folded(Batch batch, Known known) {
        try {
            return Fold.of(batch, known);
        } catch (RuntimeException e) {
            throw new Refusal.Unfoldable(e);
        }
    }

    /** Applies each event in its own savepoint: slow, but a refused event affects no other. */
    private List<SetAside> oneByOne(Connection connection, Batch batch) throws SQLException {
        List<SetAside> setAside = new ArrayList<>();
        for (PartitionBatch part : batch.partitions()) {
            for (Entry entry : part.entries()) {
                setAside.addAll(alone(connection, part, entry));
            }
        }
        return setAside;
    }

    private List<SetAside> alone(Connection connection, PartitionBatch part, Entry entry) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            List<SetAside> setAside = together(connection, new Batch(List.of(part.only(entry))), Optional.empty());
            connection.releaseSavepoint(before);
            return setAside;
        } catch (SQLException | RuntimeException e) {
            Optional<String> reason = Refusal.reason(e);
            if (reason.isEmpty()) {
                throw e;
            }
            connection.rollback(before);
            return refuse(connection, part.partition(), entry, reason.get());
        }
    }

    private static List<SetAside> refuse(Connection connection, LogPartition partition, Entry entry, String reason)
            throws SQLException {
        log.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", entry.offset())
                .addKeyValue("reason", reason)
                .log("The view refuses an event");
        if (!(entry instanceof Entry.OfInstance(long offset, var event, var _)) || event.getSequence() == 0) {
            // Only events of instances need a mark: a later event of an account replaces this one, and a rejection
            // without an instance has no successor.
            return List.of();
        }
        SetAside refused = new SetAside(event.getInstanceId(), partition, offset, event.getSequence(), reason);
        SetAsideTable.add(connection, List.of(refused));
        SetAsideTable.passOver(connection, Map.of(refused.instanceId(), 1L));
        return List.of(refused);
    }

    private Known known(Connection connection, Batch batch) throws SQLException {
        Set<String> numbered = new HashSet<>();
        Set<String> unnumbered = new HashSet<>();
        Set<String> eventIds = new HashSet<>();
        for (PartitionBatch part : batch.partitions()) {
            for (Entry entry : part.entries()) {
                if (!(entry instanceof Entry.OfInstance(long _, var event, var _))) {
                    continue;
                }
                if (event.getSequence() > 0) {
                    numbered.add(event.getInstanceId());
                } else {
                    unnumbered.add(event.getInstanceId());
                    eventIds.add(event.getEventId());
                }
            }
        }
        Map<String, Long> versions = numbered.isEmpty() ? Map.of() : writer.versions(connection, numbered);
        Set<String> rejections = unnumbered.isEmpty() ? Set.of() : writer.rejections(connection, unnumbered, eventIds);
        return new Known(versions, rejections, SetAsideTable.ids(connection));
    }

    private void write(Connection connection, Folded changes) throws SQLException {
        step(
                "insert instances",
                matching(changes.instances(), InstanceChange::created),
                created -> writer.insertInstances(connection, created));
        step(
                "update instances",
                matching(changes.instances(), change -> !change.created()),
                changed -> writer.updateInstances(connection, changed));
        step(
                "decide commands",
                matching(changes.commands(), CommandChange::decided),
                decided -> writer.decideCommands(connection, decided));
        step(
                "answer commands",
                matching(changes.commands(), change -> !change.decided()),
                answered -> writer.answerCommands(connection, answered));
        step("change accounts", changes.accounts(), changed -> writer.changeAccounts(connection, changed));
        step("insert events", changes.events(), rows -> writer.insertEvents(connection, rows));
        step("set aside", changes.setAside(), added -> SetAsideTable.add(connection, added));
        SetAsideTable.passOver(connection, changes.passedOver());
    }

    @FunctionalInterface
    private interface Write<T> {
        void of(List<T> rows) throws SQLException;
    }

    private <T> void step(String name, List<T> rows, Write<T> write) throws SQLException {
        if (!rows.isEmpty()) {
            steps.before(name);
            write.of(rows);
        }
    }

    private static <T> List<T> matching(List<T> all, java.util.function.Predicate<T> condition) {
        return all.stream().filter(condition).toList();
    }

    @Override
    public List<SetAside> setAside(int limit) {
        return transactions.run(
                "read the instances set aside",
                connection -> Transactions.commit(SetAsideTable.first(connection, limit)));
    }

    @Override
    public List<Position> positions() {
        return transactions.run("read positions", connection -> {
            List<Position> positions = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(POSITIONS)) {
                while (rows.next()) {
                    LogPartition partition = new LogPartition(rows.getString("topic"), rows.getInt("partition"));
                    positions.add(new Position(
                            partition,
                            rows.getLong("next_offset"),
                            rows.getString("cluster_id"),
                            rows.getString("topic_id")));
                }
            }
            return Transactions.commit(List.copyOf(positions));
        });
    }

    @Override
    public void follow(Collection<Position> beginnings) {
        transactions.run("follow partitions", connection -> {
            writer.follow(connection, beginnings);
            return Transactions.commit(beginnings.size());
        });
    }

    @Override
    public void reset() {
        transactions.run("empty the view", connection -> {
            steps.before("clear");
            writer.clear(connection);
            steps.before("mark rebuild");
            mark(connection);
            return Transactions.commit(true);
        });
    }

    private static void mark(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO rebuilds VALUES (CURRENT_TIMESTAMP)")) {
            insert.executeUpdate();
        }
    }

    @Override
    public boolean rebuilding() {
        return transactions.run("look for a rebuild", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT 1 FROM rebuilds")) {
                return Transactions.commit(rows.next());
            }
        });
    }

    @Override
    public void rebuilt() {
        transactions.run("end the rebuild", connection -> {
            try (Statement statement = connection.createStatement()) {
                return Transactions.commit(statement.executeUpdate("DELETE FROM rebuilds"));
            }
        });
    }

    @Override
    public void close() {
        transactions.close();
    }

    /** The versions by instanceId. */
    static Map<String, Long> versions(ResultSet rows) throws SQLException {
        Map<String, Long> versions = new HashMap<>();
        while (rows.next()) {
            versions.put(rows.getString(1), rows.getLong(2));
        }
        return versions;
    }

    static Set<String> texts(ResultSet rows) throws SQLException {
        Set<String> texts = new HashSet<>();
        while (rows.next()) {
            texts.add(rows.getString(1));
        }
        return texts;
    }
}
