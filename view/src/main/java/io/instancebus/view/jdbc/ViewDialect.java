package io.instancebus.view.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the databases differ for a reader. */
interface ViewDialect {
    @Nullable
    Instant time(ResultSet row, String column) throws SQLException;

    /** Narrows to the instances that have this tag. */
    void tag(Conditions conditions, String name, String value);

    /** How many instances there are, about. */
    String countInstances();

    /** A column whose index is not to be used, because another serves better and the database cannot know. */
    String unindexed(String column);
}
