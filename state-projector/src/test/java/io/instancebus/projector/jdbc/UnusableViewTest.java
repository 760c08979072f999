package io.instancebus.projector.jdbc;

import static io.instancebus.projector.jdbc.TestView.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.projector.Events;
import io.instancebus.projector.store.UnusableView;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.view.ViewConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A view that can never be used is reported at once, with what to do. */
@Tag("database")
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnusableViewTest {
    @TempDir
    Path folder;

    /** Starts the server here, so that its start does not count against a test's time limit. */
    @BeforeAll
    static void startServer() {
        Postgres.newDatabase();
    }

    private Path file() {
        return folder.resolve("view.db");
    }

    private ViewConfig sqlite() {
        return ViewConfig.sqlite(file());
    }

    /** Creates a view with a history and closes it. */
    private void made() {
        try (ViewStore store = ViewStores.open(sqlite())) {
            store.follow(List.of(TestView.beginning(TestView.PARTITION)));
            store.apply(batch(0, Events.life("a", null)));
        }
    }

    private void assertDamaged() throws IOException {
        assertThatThrownBy(() -> ViewStores.open(sqlite()).close())
                .isInstanceOf(UnusableView.class)
                .hasMessageContaining(file() + " is damaged")
                .hasMessageContaining("delete it")
                .hasMessageContaining("rebuilt from the log");
        Files.delete(file());
        Files.deleteIfExists(folder.resolve("view.db-wal"));
        Files.deleteIfExists(folder.resolve("view.db-shm"));
        made();
    }

    @Test
    void aFileOfRandomBytes() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        Files.write(file(), noise);

        assertDamaged();
    }

    @Test
    void aTruncatedFile() throws IOException {
        made();
        try (RandomAccessFile view = new RandomAccessFile(file().toFile(), "rw")) {
            view.setLength(view.length() / 2);
        }

        assertDamaged();
    }

    @Test
    void aFileThatIsDamagedWhileItIsOpen() throws IOException {
        try (ViewStore store = ViewStores.open(sqlite())) {
            store.follow(List.of(TestView.beginning(TestView.PARTITION)));
            byte[] noise = new byte[(int) Files.size(file()) + 100_000];
            new Random(7).nextBytes(noise);
            Files.write(file(), noise);
            Files.write(folder.resolve("view.db-wal"), new byte[0]);

            assertThatThrownBy(() -> store.apply(batch(0, Events.life("a", null))))
                    .isInstanceOf(UnusableView.class)
                    .hasMessageContaining("is damaged");
        }
    }

    @Test
    void aFolderInItsPlace() throws IOException {
        Files.createDirectory(file());

        assertThatThrownBy(() -> ViewStores.open(sqlite()).close())
                .isInstanceOf(UnusableView.class)
                .hasMessageContaining(file() + " cannot be opened")
                .hasMessageContaining("must be a file");
    }

    @Test
    void aViewOfANewerVersion() throws SQLException {
        made();
        try (Connection connection = DriverManager.getConnection(sqlite().url());
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO view_schema_history SELECT 99, '99', description, type, script, checksum,"
                    + " installed_by, installed_on, execution_time, success FROM view_schema_history"
                    + " WHERE installed_rank = 1");
        }

        assertThatThrownBy(() -> ViewStores.open(sqlite()).close())
                .isInstanceOf(UnusableView.class)
                .hasMessageContaining("newer version of Instance Bus")
                .hasMessageContaining("99");
    }

    @Test
    void aDatabaseThatIsNotThere() {
        ViewConfig there = Postgres.newDatabase();
        ViewConfig absent = new ViewConfig(there.url() + "_absent", there.user(), null, 4);

        assertThatThrownBy(() -> ViewStores.open(absent).close())
                .isInstanceOf(UnusableView.class)
                .hasMessageContaining("_absent")
                .hasMessageContaining("create it");
    }

    @Test
    void aLoginThatIsRefused() {
        ViewConfig there = Postgres.newDatabase();
        ViewConfig stranger = new ViewConfig(there.url(), "stranger", null, 4);

        assertThat(Unusable.opening(stranger, new SQLException("no", "28P01")))
                .get()
                .asString()
                .contains("refuses the login", "passwordReference");
        assertThatThrownBy(() -> ViewStores.open(stranger).close())
                .isInstanceOf(UnusableView.class)
                .hasMessageContaining("refuses the login");
    }
}
