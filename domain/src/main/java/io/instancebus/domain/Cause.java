package io.instancebus.domain;

/** Why a state changed. */
public enum Cause {
    /** A command asked for it. */
    COMMAND,
    /** A watcher saw the state that was expected. */
    OBSERVED,
    /** A watcher saw another state than expected: someone else acted at the provider. */
    DRIFT,
    /** A deadline passed. */
    TIMEOUT,
    /** The provider refused a request, or the instance failed. */
    FAILURE
}
