package io.instancebus.faults;

import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Drops the view and rebuilds it from the log, as an operator does. */
@FunctionalInterface
interface Rebuild {
    /** Returns the reason if the rebuild failed; otherwise empty. */
    Optional<String> run(Testbed testbed) throws IOException, InterruptedException, SQLException;

    /** A rebuild with this command. */
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
                return Optional.of(projector.name() + " did not stop when asked to");
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

    /** Damages rows that a rebuild must repair; otherwise an unchanged view would pass for a rebuilt one. */
    static void damage(ViewSql view) throws SQLException, IOException {
        view.change("UPDATE instances SET version = version + 1000"
                + " WHERE instance_id = (SELECT min(instance_id) FROM instances)");
        view.change("DELETE FROM events WHERE position = (SELECT min(position) FROM events)");
        view.change("DELETE FROM commands WHERE command_id = (SELECT min(command_id) FROM commands)");
    }
}
