package io.instancebus.domain;

/** What a provider shows of an instance. */
public enum SightingState {
    /** It shows something that says nothing about the state. */
    UNKNOWN,
    PENDING,
    RUNNING,
    STOPPING,
    STOPPED,
    ERROR,
    /** It says that the instance existed and is gone. */
    GONE,
    /** Asked while healthy, it does not list the instance. */
    MISSING
}
