package io.instancebus.service;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A check of a part of a service; the service is ready when no part has a trouble.
 *
 * @param name the name of the part, for operators
 * @param unavailableReason what is wrong, in a text for any caller; empty while nothing is. Returns quickly
 * @param warning what will soon be wrong, in the same kind of text; the service stays ready
 */
public record HealthCheck(
        String name, Supplier<Optional<String>> unavailableReason, Supplier<Optional<String>> warning) {

    /** A check without warnings. */
    public HealthCheck(String name, Supplier<Optional<String>> unavailableReason) {
        this(name, unavailableReason, Optional::empty);
    }
}
