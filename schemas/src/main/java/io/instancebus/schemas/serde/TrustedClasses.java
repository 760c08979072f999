package io.instancebus.schemas.serde;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that the contract's generated classes may be made from bytes. Avro 1.12.2 refuses every class that is not
 * trusted by a JVM flag or by this call; what a user trusts otherwise stays trusted.
 */
final class TrustedClasses {
    private static final String PACKAGE = "io.instancebus.avro";

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> PACKAGE.equals(type.getPackageName())));
    }

    private TrustedClasses() {}

    /** Has its effect once, by loading this class. */
    static void register() {}
}
