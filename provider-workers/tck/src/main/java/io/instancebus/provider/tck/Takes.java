package io.instancebus.provider.tck;

import io.instancebus.domain.SightingState;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An action's effect in a wrong state, if the provider differs from the usual one in {@link WrongStates}. Inherited by
 * subclasses.
 */
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
