package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.stand.Postgres;
import io.instancebus.projector.jdbc.ViewStores;
import io.instancebus.view.ViewConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;

/** Copies the rows of a view into empty tables of the same kind: the most that PostgreSQL can take from one writer. */
final class RawCopy {
    private static final List<String> TABLES = List.of("instances", "commands", "events");

    private final Postgres postgres;

    RawCopy(Postgres postgres) {
        this.postgres = postgres;
    }

    /** @param empty a database without tables */
    double seconds(ViewConfig full, ViewConfig empty) throws SQLException, IOException {
        ViewStores.open(empty).close();
        double seconds = 0;
        for (String table : TABLES) {
            ByteArrayOutputStream rows = new ByteArrayOutputStream(1 << 20);
            try (Connection connection = postgres.connect(full)) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table + " TO STDOUT", rows);
            }
            byte[] bytes = rows.toByteArray();
            try (Connection connection = postgres.connect(empty)) {
                Stopwatch time = new Stopwatch();
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + table + " FROM STDIN", new ByteArrayInputStream(bytes), 1 << 16);
                seconds += time.seconds();
            }
        }
        return seconds;
    }
}
