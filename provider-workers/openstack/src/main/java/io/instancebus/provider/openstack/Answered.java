package io.instancebus.provider.openstack;

import java.util.function.Supplier;

/** The result of an answered call: a value, or a refusal. */
sealed interface Answered<T> {
    record With<T>(T value) implements Answered<T> {}

    record By<T>(Refused refused) implements Answered<T> {}

    static <T> Answered<T> by(Supplier<T> call) {
        try {
            return new With<>(call.get());
        } catch (Refused e) {
            return new By<>(e);
        }
    }

    default T orElseThrow() {
        return switch (this) {
            case With<T> with -> with.value();
            case By<T> by -> throw by.refused();
        };
    }

    default boolean unauthorized() {
        return this instanceof By<T> by && by.refused().status() == 401;
    }
}
