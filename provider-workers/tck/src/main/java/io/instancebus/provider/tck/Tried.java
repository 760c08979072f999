package io.instancebus.provider.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a subclass of the conformance suite tries its adapter on. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Tried {
    String adapter();

    Trial how();

    /** The provider, in words for docs/conformance.md. */
    String on();
}
