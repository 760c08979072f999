package io.instancebus.simulators.openstack;

/** The kinds of outages of the whole simulator. */
public enum Outage {
    NONE,
    /** Connections end without an answer. */
    RESET,
    /** No request is answered until the outage ends. */
    MUTE,
    /** A load balancer answers 503 in HTML. */
    UNAVAILABLE,
    /** A load balancer does not know the path: 404 in HTML. */
    WRONG_PAGE,
    /**
     * A cell's database is down: lists omit its servers, or show little more than their ids from microversion 2.69 on,
     * and a request for one of them gets 500.
     */
    CELL_DOWN
}
