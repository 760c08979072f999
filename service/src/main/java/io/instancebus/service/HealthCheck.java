package io.instancebus.service;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A part of a service that must be well before the service says that it is ready.
 *
 * @param name of the part, as operators know it
 * @param trouble what is wrong, in words that may be shown to anybody; empty while all is well. Answers quickly
 * @param warning what becomes wrong soon, in the same kind of words; the service is ready all the same
 */
public record HealthCheck(String name, Supplier<Optional<String>> trouble, Supplier<Optional<String>> warning) {

    /** One that is well or not, and never warns. */
    public HealthCheck(String name, Supplier<Optional<String>> trouble) {
        this(name, trouble, Optional::empty);
    }
}
