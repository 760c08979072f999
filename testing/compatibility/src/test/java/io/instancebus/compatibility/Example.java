package io.instancebus.compatibility;

import java.util.List;
import java.util.function.Supplier;

/** A public type with every kind of member. */
public abstract class Example extends HiddenParent implements Supplier<List<String>> {
    public static final int LIMIT = 3;

    final int hiddenField = 0;

    protected Example() {}

    public sealed interface Shape permits Shape.Round, Shape.Square {
        record Round(int radius) implements Shape {}

        record Square(int side) implements Shape {}
    }

    protected abstract Shape shape(String... names);

    void hiddenMethod() {}

    static final class HiddenClass {
        public void hiddenMethod() {}
    }
}
