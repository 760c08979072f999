package io.instancebus.time;

/** Counts from its first use, so that times can be compared as numbers. */
enum SystemSteadyClock implements SteadyClock {
    INSTANCE;

    private static final long ORIGIN = System.nanoTime();

    @Override
    public SteadyTime now() {
        return new SteadyTime(System.nanoTime() - ORIGIN);
    }
}
