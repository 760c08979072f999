package io.instancebus.faults;

import java.io.IOException;
import java.sql.SQLException;

/**
 * The effect of a sabotage.
 *
 * @param rebuild the way to rebuild the view meanwhile
 * @param undo undoes the sabotage
 * @param lasting whether the sabotage cannot be undone, so that the judge sees it from now on
 */
record Damage(Rebuild rebuild, Undo undo, boolean lasting) {
    /** Undoes a sabotage. */
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
