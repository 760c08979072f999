package io.instancebus.domain;

/** What a provider shows of an instance. */
public enum SightingState {
    /** The provider shows something that does not determine the state. */
    UNKNOWN,
    PENDING,
    RUNNING,
    STOPPING,
    STOPPED,
    ERROR,
    /** The provider says that the instance existed and is gone. */
    GONE,
    /** The provider, asked while healthy, does not list the instance. */
    MISSING
}
