package io.instancebus.view.jdbc;

import io.instancebus.view.ViewConfig;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

class SqliteTablesTest extends TablesConformance {
    @TempDir
    Path folder;

    @Override
    ViewConfig newDatabase() {
        return ViewConfig.sqlite(folder.resolve("view.db"));
    }

    @Override
    String time(Instant time) {
        return Long.toString(time.toEpochMilli());
    }
}
