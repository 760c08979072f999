package io.instancebus.provider.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Items that an adapter is tested for in another way than the rest, or that a test cannot make its provider do; then
 * their tests are skipped. Inherited by subclasses.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Except.All.class)
public @interface Except {
    Item[] items();

    Trial how();

    /** The reason, in the words of docs/conformance.md. */
    String because();

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface All {
        Except[] value();
    }
}
