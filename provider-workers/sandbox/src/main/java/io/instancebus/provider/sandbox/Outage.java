package io.instancebus.provider.sandbox;

/** A way in which the whole sandbox is out of order. */
public enum Outage {
    /** No call reaches it. */
    UNREACHABLE,
    /** It takes mutations but its listings come back empty. */
    LISTS_NOTHING,
    /** It refuses everyone's credentials. */
    UNAUTHORIZED
}
