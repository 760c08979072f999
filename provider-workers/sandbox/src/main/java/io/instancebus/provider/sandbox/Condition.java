package io.instancebus.provider.sandbox;

import io.instancebus.domain.SightingState;

/** The sandbox's own words for the state of an instance. */
enum Condition {
    PENDING(SightingState.PENDING),
    RUNNING(SightingState.RUNNING),
    REBOOTING(SightingState.RUNNING),
    STOPPING(SightingState.STOPPING),
    STOPPED(SightingState.STOPPED),
    ERROR(SightingState.ERROR),
    DESTROYING(SightingState.STOPPING),
    GONE(SightingState.GONE),
    /** Disappeared without a trace. */
    VANISHED(SightingState.MISSING);

    private final SightingState shown;

    Condition(SightingState shown) {
        this.shown = shown;
    }

    SightingState shown() {
        return shown;
    }

    /** Whether there is nothing left of it: it counts against no quota and takes no action. */
    boolean ended() {
        return this == GONE || this == VANISHED;
    }
}
