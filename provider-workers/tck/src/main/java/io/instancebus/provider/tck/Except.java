package io.instancebus.provider.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Items that an adapter is tried for in another way than the rest, or that its provider cannot be made to do: then their
 * tests do not run. It holds for subclasses too.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Except.All.class)
public @interface Except {
    Item[] items();

    Trial how();

    /** Why, in words for docs/conformance.md. */
    String because();

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface All {
        Except[] value();
    }
}
