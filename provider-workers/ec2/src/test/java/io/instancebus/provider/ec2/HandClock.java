package io.instancebus.provider.ec2;

import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Both clocks, which a test moves by hand: together as time passes, or the wall clock alone when it is set. */
final class HandClock extends Clock implements SteadyClock {
    private volatile Instant wall = Instant.parse("2026-11-23T12:00:00Z");
    private volatile SteadyTime steady = new SteadyTime(0);

    synchronized void advance(Duration by) {
        steady = steady.plus(by);
        setWall(by);
    }

    synchronized void setWall(Duration step) {
        wall = wall.plus(step);
    }

    @Override
    public SteadyTime now() {
        return steady;
    }

    @Override
    public Instant instant() {
        return wall;
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
