package io.instancebus.provider.sandbox;

/** The kinds of outages of the whole sandbox. */
public enum Outage {
    /** No call reaches the sandbox. */
    UNREACHABLE,
    /** Changes succeed, but listings are empty. */
    LISTS_NOTHING,
    /** All credentials are refused. */
    UNAUTHORIZED
}
