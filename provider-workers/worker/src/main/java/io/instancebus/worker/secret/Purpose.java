package io.instancebus.worker.secret;

import io.instancebus.schemas.sealing.SecretField;

/**
 * What a command uses a text for. A secret that lies in the folder of one purpose serves no other: a private key, which
 * never leaves the worker, cannot be sent to an instance as a password or as a command line.
 */
public enum Purpose {
    /** Sent to the instance, to log in. */
    PASSWORD("passwords", SecretField.CREDENTIAL_SECRET, false),
    /** Stays in the worker, to log in. */
    PRIVATE_KEY("private-keys", SecretField.CREDENTIAL_SECRET, false),
    /** Stays in the worker, to read a private key. */
    PASSPHRASE("passphrases", SecretField.CREDENTIAL_PASSPHRASE, false),
    /** Executed on the instance. */
    COMMAND_LINE("command-lines", SecretField.COMMAND_LINE, true),
    /** Handed to the provider, and by it to the instance. */
    USER_DATA("user-data", SecretField.USER_DATA, true);

    private final String folder;
    private final String field;
    private final boolean clearAllowed;

    Purpose(String folder, String field, boolean clearAllowed) {
        this.folder = folder;
        this.field = field;
        this.clearAllowed = clearAllowed;
    }

    /** The name of the folder, within that of the account, with the secrets that serve it. */
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
