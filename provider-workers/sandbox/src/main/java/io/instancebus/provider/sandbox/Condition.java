package io.instancebus.provider.sandbox;

import io.instancebus.domain.SightingState;

/** The sandbox's own states of an instance. */
enum Condition {
    PENDING(SightingState.PENDING),
    RUNNING(SightingState.RUNNING),
    REBOOTING(SightingState.RUNNING),
    STOPPING(SightingState.STOPPING),
    STOPPED(SightingState.STOPPED),
    ERROR(SightingState.ERROR),
    DESTROYING(SightingState.STOPPING),
    GONE(SightingState.GONE),
    /** The instance disappeared without a trace. */
    VANISHED(SightingState.MISSING);

    private final SightingState shown;

    Condition(SightingState shown) {
        this.shown = shown;
    }

    SightingState shown() {
        return shown;
    }

    /** Whether the instance no longer exists: it does not count towards the quota and accepts no action. */
    boolean ended() {
        return this == GONE || this == VANISHED;
    }
}
