package io.instancebus.provider.tck;

import io.instancebus.domain.SightingState;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Where a provider takes a deed in a wrong state in another way than most ({@link WrongStates}). Holds for subclasses. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Takes.All.class)
public @interface Takes {
    SightingState in();

    Deed[] deeds();

    Comes then();

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface All {
        Takes[] value();
    }
}
