package io.instancebus.provider.tck;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The items that one adapter is tested for, and the system that it is tested against, from the annotations of its
 * suite. The suite checks them: the tests of every possible item run and pass.
 */
record Matrix(Tried tried, Map<Item, Except> exceptions) {

    /** @throws IllegalStateException if the class does not name its system */
    static Matrix of(Class<?> suite) {
        Tried tried = suite.getAnnotation(Tried.class);
        if (tried == null) {
            throw new IllegalStateException(suite.getName() + " must name with @Tried the system that it tests"
                    + " its adapter against, and"
                    + " with @Except the items that are not possible, with the reason");
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

    /** The class and its superclasses; the superclasses come first. */
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
