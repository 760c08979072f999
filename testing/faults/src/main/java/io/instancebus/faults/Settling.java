package io.instancebus.faults;

import io.instancebus.faults.check.CommandKey;
import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Waits until all commands are answered and the log is quiet. The checks report what is unanswered then. */
final class Settling {
    private static final Duration QUIET_LOG = Duration.ofSeconds(5);

    private final Testbed testbed;
    private final Tap tap;
    private final Set<CommandKey> taken;
    private final BooleanSupplier stopped;

    /** @param stopped whether to stop the wait */
    Settling(Testbed testbed, Tap tap, Set<CommandKey> taken, BooleanSupplier stopped) {
        this.testbed = testbed;
        this.tap = tap;
        this.taken = taken;
        this.stopped = stopped;
    }

    /** Returns whether the deployment came to rest. */
    boolean await(Duration patience) throws InterruptedException, SQLException, IOException {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < giveUp && !stopped.getAsBoolean()) {
            var _ = testbed.restartTheFallen();
            if (atRest()) {
                return true;
            }
            Thread.sleep(500);
        }
        return false;
    }

    private boolean atRest() throws SQLException, IOException {
        return System.nanoTime() - tap.lastArrival() > QUIET_LOG.toNanos()
                && tap.unanswered(taken) == 0
                && testbed.processes().stream().allMatch(ServiceProcess::ready)
                && caughtUp();
    }

    private boolean caughtUp() throws SQLException, IOException {
        try (ViewReading view = new ViewReading(testbed)) {
            return view.countEvents() >= tap.arrivals().size();
        }
    }

    /** Describes what is not at rest. */
    String words() {
        return tap.unanswered(taken) + " commands are unanswered"
                + (tap.failure() == null ? "" : "; the harness's own subscription ended: " + tap.failure());
    }
}
