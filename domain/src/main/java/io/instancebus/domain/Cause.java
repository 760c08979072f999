package io.instancebus.domain;

/** Why a state or a detail changed. */
public enum Cause {
    /** A command asked for it. */
    COMMAND,
    /** The provider shows what was expected. */
    OBSERVED,
    /** The provider shows something else than expected: someone else acted there. */
    DRIFT,
    /** A deadline passed. */
    TIMEOUT,
    /** The provider refused a request, or the instance failed. */
    FAILURE
}
