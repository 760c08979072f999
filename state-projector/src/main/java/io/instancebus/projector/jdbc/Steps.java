package io.instancebus.projector.jdbc;

/** Told before each step of a transaction; where a test lets the process die. */
@FunctionalInterface
interface Steps {
    Steps NONE = step -> {};

    void before(String step);
}
