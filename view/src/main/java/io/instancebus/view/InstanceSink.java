package io.instancebus.view;

/**
 * Takes the instances of a stream, one by one.
 *
 * @param <E> what it throws if it cannot take one
 */
@FunctionalInterface
public interface InstanceSink<E extends Exception> {
    /** Takes the next instance; false if it wants no more. */
    boolean take(InstanceRow row) throws E;
}
