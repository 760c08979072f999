package io.instancebus.faults;

import java.io.IOException;
import java.sql.SQLException;

/**
 * What was broken.
 *
 * @param rebuild how the view is made again while it is broken
 * @param undo mends it
 * @param lasting whether it cannot be mended, so that the judge sees it from now on
 */
record Damage(Rebuild rebuild, Undo undo, boolean lasting) {
    /** Mends what was broken. */
    @FunctionalInterface
    interface Undo {
        void run() throws IOException, InterruptedException, SQLException;
    }

    static Damage permanent() {
        return new Damage(Rebuild.byCommand("rebuild"), () -> {}, true);
    }

    static Damage until(Undo undo) {
        return new Damage(Rebuild.byCommand("rebuild"), undo, false);
    }

    static Damage ofRebuild(Rebuild rebuild, Undo undo) {
        return new Damage(rebuild, undo, false);
    }
}
