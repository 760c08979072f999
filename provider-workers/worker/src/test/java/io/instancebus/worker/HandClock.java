package io.instancebus.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that a test moves by hand. */
public final class HandClock extends Clock {
    private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");

    private final AtomicReference<Runnable> beforeNext = new AtomicReference<>(() -> {});

    /** Something that happens when it is looked at next. */
    public void beforeNext(Runnable event) {
        beforeNext.set(event);
    }

    public void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        beforeNext.getAndSet(() -> {}).run();
        return now;
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
