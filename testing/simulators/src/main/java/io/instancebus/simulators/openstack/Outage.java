package io.instancebus.simulators.openstack;

/** How all of it can be ill. */
public enum Outage {
    NONE,
    /** Connections end without an answer. */
    RESET,
    /** Nothing is answered until the outage ends. */
    MUTE,
    /** A load balancer answers 503 in HTML. */
    UNAVAILABLE,
    /** A load balancer knows no such page: 404 in HTML. */
    WRONG_PAGE,
    /**
     * A cell's database is away: lists leave its servers out, or show little more than their ids from microversion 2.69
     * on, and asking for one is 500.
     */
    CELL_DOWN
}
