package io.instancebus.projector.jdbc;

import io.instancebus.projector.fold.AccountChange;
import io.instancebus.projector.fold.CommandChange;
import io.instancebus.projector.fold.HistoryRow;
import io.instancebus.projector.fold.InstanceChange;
import io.instancebus.projector.store.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The write statements of one database; each runs in the caller's transaction. */
interface ViewWriter {
    /** Advances each position that is as expected, and returns how many did. */
    int move(Connection connection, List<OffsetAdvance> moves) throws SQLException;

    Map<String, Long> versions(Connection connection, Set<String> instanceIds) throws SQLException;

    /** The subset of these eventIds that the history has with sequence 0. */
    Set<String> rejections(Connection connection, Set<String> instanceIds, Set<String> eventIds) throws SQLException;

    void insertInstances(Connection connection, List<InstanceChange> created) throws SQLException;

    void updateInstances(Connection connection, List<InstanceChange> changed) throws SQLException;

    void decideCommands(Connection connection, List<CommandChange> decided) throws SQLException;

    void answerCommands(Connection connection, List<CommandChange> answered) throws SQLException;

    void changeAccounts(Connection connection, List<AccountChange> changes) throws SQLException;

    /** Appends rows. Positions become visible in the order in which they are assigned, also with concurrent writers. */
    void insertEvents(Connection connection, List<HistoryRow> rows) throws SQLException;

    void follow(Connection connection, Collection<Position> beginnings) throws SQLException;

    void clear(Connection connection) throws SQLException;
}
