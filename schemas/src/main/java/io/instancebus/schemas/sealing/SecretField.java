package io.instancebus.schemas.sealing;

/** The fields of a command, and of its answer, that can be sealed, by the path that a sealed text is bound to. */
public final class SecretField {
    public static final String CREDENTIAL_SECRET = "runOnInstance.credential.secret";
    public static final String CREDENTIAL_PASSPHRASE = "runOnInstance.credential.passphrase";
    public static final String COMMAND_LINE = "runOnInstance.commandLine";
    public static final String USER_DATA = "createInstance.userData";
    /** The administrator's first password, in the answer to a create. */
    public static final String ADMIN_PASSWORD = "createInstance.adminPassword";

    private SecretField() {}

    static boolean ofRun(String field) {
        return field.equals(CREDENTIAL_SECRET) || field.equals(CREDENTIAL_PASSPHRASE) || field.equals(COMMAND_LINE);
    }
}
