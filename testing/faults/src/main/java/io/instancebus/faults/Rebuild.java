package io.instancebus.faults;

import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Drops the view and makes it again from the log, as an operator does. */
@FunctionalInterface
interface Rebuild {
    /** Returns why it did not happen, and empty when it did. */
    Optional<String> run(Testbed testbed) throws IOException, InterruptedException, SQLException;

    /** By the command of that name. */
    static Rebuild byCommand(String command) {
        return testbed -> byCommand(testbed, command);
    }

    private static Optional<String> byCommand(Testbed testbed, String command)
            throws IOException, InterruptedException, SQLException {
        List<ServiceProcess> projectors = testbed.services().stream()
                .filter(process -> process.name().startsWith("state-projector"))
                .toList();
        for (ServiceProcess projector : projectors) {
            if (!projector.terminate()) {
                return Optional.of(projector.name() + " did not end when it was asked to");
            }
        }
        damage(new ViewSql(testbed));
        ServiceProcess rebuild = testbed.another(
                "rebuild", command, testbed.configuration(projectors.getFirst().name()), said -> true);
        try (rebuild) {
            rebuild.start();
            OptionalInt status = rebuild.awaitEnd(Duration.ofMinutes(10));
            if (status.isEmpty()) {
                return Optional.of("\"" + command + "\" did not end within ten minutes");
            }
            return status.getAsInt() == 0
                    ? Optional.empty()
                    : Optional.of("\"" + command + "\" ended with status " + status.getAsInt());
        }
    }

    /** What a rebuild must mend: without it, a view that nobody touched would pass for one that was made again. */
    static void damage(ViewSql view) throws SQLException, IOException {
        view.change("UPDATE instances SET version = version + 1000"
                + " WHERE instance_id = (SELECT min(instance_id) FROM instances)");
        view.change("DELETE FROM events WHERE position = (SELECT min(position) FROM events)");
        view.change("DELETE FROM commands WHERE command_id = (SELECT min(command_id) FROM commands)");
    }
}
