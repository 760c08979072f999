package io.instancebus.provider.tck;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one adapter is tried for, and on what: as its subclass of the suite says. That it is so, the suite sees to: the
 * tests of every item that is possible run, and pass.
 */
record Matrix(Tried tried, Map<Item, Except> exceptions) {

    /** @throws IllegalStateException if the class does not say what it tries its adapter on */
    static Matrix of(Class<?> suite) {
        Tried tried = suite.getAnnotation(Tried.class);
        if (tried == null) {
            throw new IllegalStateException(suite.getName() + " must say with @Tried what it tries its adapter on, and"
                    + " with @Except what its provider cannot be made to do, and why");
        }
        Map<Item, Except> exceptions = new EnumMap<>(Item.class);
        for (Class<?> each : lineage(suite)) {
            for (Except except : each.getDeclaredAnnotationsByType(Except.class)) {
                for (Item item : except.items()) {
                    exceptions.put(item, except);
                }
            }
        }
        return new Matrix(tried, exceptions);
    }

    /** The class and those above it, these first. */
    static List<Class<?>> lineage(Class<?> suite) {
        List<Class<?>> lineage = new ArrayList<>();
        for (Class<?> each = suite; each != null; each = each.getSuperclass()) {
            lineage.addFirst(each);
        }
        return lineage;
    }

    Trial trial(Item item) {
        Except except = exceptions.get(item);
        return except == null ? tried.how() : except.how();
    }

    boolean possible(Item item) {
        return trial(item) != Trial.NOT_POSSIBLE;
    }

    Optional<String> because(Item item) {
        return Optional.ofNullable(exceptions.get(item)).map(Except::because);
    }
}
