package io.instancebus.worker.watcher;

import io.instancebus.time.SteadyTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether missing instances may be reported. When all expected instances are missing at once, the provider more
 * likely shows the wrong list (an expired session, another project, an empty answer), so a later observation of all
 * instances must confirm it. Not thread-safe.
 */
final class MassDisappearanceGuard {
    /** One or two instances can disappear together. */
    private static final int MANY = 3;

    private final Duration recheckAfter;
    private @Nullable SteadyTime since;
    private boolean believed;

    MassDisappearanceGuard(Duration recheckAfter) {
        this.recheckAfter = recheckAfter;
    }

    /**
     * Records an observation.
     *
     * @param missing the number of missing instances that the bus expects
     * @param present the number of instances that the observation showed
     * @param complete whether all instances of the account were observed
     * @return whether the missing instances may be reported as missing
     */
    boolean mayReportMissing(int missing, int present, boolean complete, SteadyTime now) {
        if (present > 0) {
            clear();
            return true;
        }
        if (believed) {
            return true;
        }
        if (missing < MANY) {
            // An observation of a few instances does not clear a guard that a pass has raised.
            if (complete) {
                clear();
            }
            return since == null;
        }
        if (since == null) {
            since = now;
            return false;
        }
        believed = complete && !now.isBefore(since.plus(recheckAfter));
        return believed;
    }

    boolean stands() {
        return since != null && !believed;
    }

    private void clear() {
        since = null;
        believed = false;
    }
}
