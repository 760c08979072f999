package io.instancebus.worker;

import org.jspecify.annotations.Nullable;

/** Checks values of the configuration. */
final class Settings {
    private Settings() {}

    static void required(String name, @Nullable Object value) {
        if (value == null || value instanceof String text && text.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }

    static int within(String name, @Nullable Integer value, int otherwise, int least, int most) {
        int chosen = value == null ? otherwise : value;
        if (chosen < least || chosen > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", and is " + chosen);
        }
        return chosen;
    }
}
