package io.instancebus.domain;

/** Why a command was rejected. */
public enum RejectionCode {
    INVALID,
    UNKNOWN_ACCOUNT,
    INSTANCE_NOT_FOUND,
    INSTANCE_EXISTS,
    INSTANCE_FINISHED,
    ILLEGAL_ACTION,
    VERSION_CONFLICT,
    EXPIRED,
    TOO_OLD,
    CLOCK_AHEAD,
    QUEUE_FULL,
    SECRET_IN_CLEAR,
    INTERNAL
}
