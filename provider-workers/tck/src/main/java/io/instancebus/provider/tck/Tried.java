package io.instancebus.provider.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The system that a subclass of the conformance suite tests its adapter against. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Tried {
    String adapter();

    Trial how();

    /** The system, in the words of docs/conformance.md. */
    String on();
}
