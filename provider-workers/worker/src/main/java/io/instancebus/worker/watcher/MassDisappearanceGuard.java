package io.instancebus.worker.watcher;

import io.instancebus.time.SteadyTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is missing may be believed. When everything that should be there is missing at once, it is more likely
 * that the provider shows the wrong thing (an expired session, another project, an empty answer), so the same must be
 * seen again after a while, by looking at everything. One thread's.
 */
final class MassDisappearanceGuard {
    /** That one or two instances are gone together happens. */
    private static final int MANY = 3;

    private final Duration recheckAfter;
    private @Nullable SteadyTime since;
    private boolean believed;

    MassDisappearanceGuard(Duration recheckAfter) {
        this.recheckAfter = recheckAfter;
    }

    /**
     * Takes in a look.
     *
     * @param missing how many were missing that the bus believes to be there
     * @param present how many the look did show
     * @param complete whether it was a look at all instances of the account
     * @return whether those that were missing may be reported so
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
            // A look at a few says nothing against a guard that a look at all has raised.
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
