package io.instancebus.projector.jdbc;

import java.util.function.LongSupplier;

/** Throws once, before the n-th step after it was armed. */
final class DyingSteps implements Steps {
    /** The thrown exception; its message names the step. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Died(String step) {
            super(step);
        }
    }

    private int left;
    private boolean armed;

    DyingSteps(int left) {
        this.left = left;
    }

    void arm() {
        armed = true;
    }

    /** Runs something whose steps do not count. */
    long atRest(LongSupplier work) {
        boolean before = armed;
        armed = false;
        long result = work.getAsLong();
        armed = before;
        return result;
    }

    @Override
    public void before(String step) {
        if (armed && --left == 0) {
            armed = false;
            throw new Died(step);
        }
    }
}
