package io.instancebus.domain;

/** Why a state changed. */
public enum Cause {
    /** A command asked for it. */
    COMMAND,
    /** The provider was seen to have got there, as expected. */
    OBSERVED,
    /** The provider was seen elsewhere than expected: somebody else acted. */
    DRIFT,
    /** A deadline passed. */
    TIMEOUT,
    /** The provider said no, or the instance failed. */
    FAILURE
}
