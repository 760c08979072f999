package io.instancebus.view.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The differences between the databases for a reader. */
interface ViewDialect {
    @Nullable
    Instant time(ResultSet row, String column) throws SQLException;

    /** Selects the instances that have this tag. */
    void tag(Conditions conditions, String name, String value);

    /** Selects the rows in which the column has one of these values. */
    void among(Conditions conditions, String column, List<String> values);

    /** The query for the approximate number of instances. */
    String countInstances();

    /** A column whose index must not be used, because another serves better and the database cannot know that. */
    String unindexed(String column);
}
