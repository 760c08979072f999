package io.instancebus.schemas.serde;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that the contract's generated classes may be created from bytes. Avro 1.12.2 refuses every class that
 * neither a JVM flag nor this call trusts. Other classes that a user trusts stay trusted.
 */
final class TrustedClasses {
    private static final String PACKAGE = "io.instancebus.avro";

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> PACKAGE.equals(type.getPackageName())));
    }

    private TrustedClasses() {}

    /** Takes effect once, when this class is loaded. */
    static void register() {}
}
