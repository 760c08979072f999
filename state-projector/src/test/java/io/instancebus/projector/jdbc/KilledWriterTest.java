package io.instancebus.projector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.projector.Events;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.jdbc.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kills a writer in a process of its own with signal 9 in the middle of a batch. */
@Tag("database")
@Tag("process")
@Tag("slow")
class KilledWriterTest {
    private static final int BATCH = 17;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "sqlite, move positions",
        "sqlite, insert events",
        "sqlite, commit",
        "sqlite, return",
        "postgresql, insert events",
        "postgresql, commit",
        "postgresql, return"
    })
    void theViewEqualsACleanReplayAfterwards(String database, String step) throws Exception {
        ViewConfig config =
                database.equals("sqlite") ? ViewConfig.sqlite(folder.resolve("killed.db")) : Postgres.newDatabase();
        ViewConfig clean = ViewConfig.sqlite(folder.resolve("clean.db"));
        writeAll(clean);

        Process writer = start(config, step);
        assertThat(writer.waitFor(4, TimeUnit.MINUTES)).isTrue();

        assertThat(writer.exitValue()).isEqualTo(128 + 9);
        writeAll(config);
        assertThat(everything(config)).isEqualTo(everything(clean));
    }

    private static List<Object> everything(ViewConfig config) {
        try (View view = Views.open(config)) {
            return TestView.everything(view);
        }
    }

    private static Process start(ViewConfig config, String step) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriterTest.class.getName(),
                        config.url(),
                        config.user() == null ? "" : config.user(),
                        step)
                .inheritIO()
                .start();
    }

    /** The writer: it kills itself in its third batch. */
    public static void main(String[] arguments) {
        ViewConfig config = new ViewConfig(arguments[0], arguments[1].isEmpty() ? null : arguments[1], null, null);
        int[] seen = {0};
        Steps steps = step -> {
            if (step.equals(arguments[2]) && ++seen[0] == 3) {
                kill();
            }
        };
        try (ViewStore store = ViewStores.open(config, steps)) {
            write(store);
        }
    }

    private static void kill() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeAll(ViewConfig config) {
        try (ViewStore store = ViewStores.open(config)) {
            write(store);
        }
    }

    private static void write(ViewStore store) {
        List<InstanceEvent> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            events.addAll(Events.life("i" + i, "web"));
        }
        store.follow(List.of(TestView.beginning(TestView.PARTITION)));
        long at = TestView.standing(store);
        while (at < events.size()) {
            store.apply(TestView.batch(at, events.subList((int) at, (int) Math.min(events.size(), at + BATCH))));
            at = TestView.standing(store);
        }
    }
}
