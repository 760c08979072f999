package io.instancebus.projector.jdbc;

import io.instancebus.view.ViewConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SqliteViewTest extends ViewConformance {
    @TempDir
    Path folder;

    private int databases;

    @Override
    ViewConfig newDatabase() {
        return ViewConfig.sqlite(folder.resolve("view" + ++databases + ".db"));
    }
}
