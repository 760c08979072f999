package io.instancebus.worker.secret;

import io.instancebus.schemas.sealing.SecretField;

/**
 * The purpose of a command's text. A secret in the folder of one purpose serves no other: a private key, which never
 * leaves the worker, cannot be sent to an instance as a password or as a command line.
 */
public enum Purpose {
    /** Sent to the instance for the login. */
    PASSWORD("passwords", SecretField.CREDENTIAL_SECRET, false),
    /** Stays in the worker, for the login. */
    PRIVATE_KEY("private-keys", SecretField.CREDENTIAL_SECRET, false),
    /** Stays in the worker, to decrypt a private key. */
    PASSPHRASE("passphrases", SecretField.CREDENTIAL_PASSPHRASE, false),
    /** Executed on the instance. */
    COMMAND_LINE("command-lines", SecretField.COMMAND_LINE, true),
    /** Passed to the provider, which passes it to the instance. */
    USER_DATA("user-data", SecretField.USER_DATA, true);

    private final String folder;
    private final String field;
    private final boolean clearAllowed;

    Purpose(String folder, String field, boolean clearAllowed) {
        this.folder = folder;
        this.field = field;
        this.clearAllowed = clearAllowed;
    }

    /** The name of the folder, within that of the account, of the secrets for this purpose. */
    String folder() {
        return folder;
    }

    /** The path of the field in a command; one of {@link SecretField}. */
    public String field() {
        return field;
    }

    boolean clearAllowed() {
        return clearAllowed;
    }
}
