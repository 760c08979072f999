package io.instancebus.schemas.sealing;

import java.nio.charset.StandardCharsets;

/** The fields of a command, and of what answers it, that can be sealed, by the path that a sealed text is bound to. */
public final class SecretField {
    public static final String CREDENTIAL_SECRET = "runOnInstance.credential.secret";
    public static final String CREDENTIAL_PASSPHRASE = "runOnInstance.credential.passphrase";
    public static final String COMMAND_LINE = "runOnInstance.commandLine";
    public static final String USER_DATA = "createInstance.userData";
    /** The first administrator's password, which answers a create. */
    public static final String ADMIN_PASSWORD = "createInstance.adminPassword";

    private SecretField() {}

    /** The additional data: none of the three can hold a line feed, so no two triples give the same bytes. */
    static byte[] binding(String commandId, String instanceId, String field) {
        if ((commandId + instanceId + field).indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a line feed in a commandId, an instanceId or a field's path");
        }
        return (commandId + "\n" + instanceId + "\n" + field).getBytes(StandardCharsets.UTF_8);
    }
}
