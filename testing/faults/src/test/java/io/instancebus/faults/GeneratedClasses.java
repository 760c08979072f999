package io.instancebus.faults;

import io.instancebus.avro.InstanceEvent;
import org.apache.avro.util.ClassSecurityValidator;

/** Lets Avro instantiate our generated classes, as a codec does that reads them from the bus. */
public final class GeneratedClasses {
    private GeneratedClasses() {}

    public static void trust() {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(InstanceEvent.class.getPackageName())));
    }
}
