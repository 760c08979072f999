package io.instancebus.worker;

import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** Both clocks, which a test moves: together as time passes, or the wall clock alone when it is set. */
public final class HandClock extends Clock implements SteadyClock {
    private volatile Instant wall = Instant.parse("2026-11-23T12:00:00Z");
    private volatile SteadyTime steady = new SteadyTime(0);

    private final AtomicReference<Runnable> beforeNext = new AtomicReference<>(() -> {});

    public Clocks both() {
        return new Clocks(this, this);
    }

    /** Runs an action when either clock is read next. */
    public void beforeNext(Runnable event) {
        beforeNext.set(event);
    }

    public void advance(Duration duration) {
        steady = steady.plus(duration);
        setWall(duration);
    }

    /** Sets the wall clock ahead or back by this time. */
    public void setWall(Duration step) {
        wall = wall.plus(step);
    }

    @Override
    public Instant instant() {
        beforeNext.getAndSet(() -> {}).run();
        return wall;
    }

    @Override
    public SteadyTime now() {
        beforeNext.getAndSet(() -> {}).run();
        return steady;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
