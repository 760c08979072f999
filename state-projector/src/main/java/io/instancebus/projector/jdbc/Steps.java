package io.instancebus.projector.jdbc;

/** Called before each step of a transaction; tests use it to kill the process there. */
@FunctionalInterface
interface Steps {
    Steps NONE = step -> {};

    void before(String step);
}
