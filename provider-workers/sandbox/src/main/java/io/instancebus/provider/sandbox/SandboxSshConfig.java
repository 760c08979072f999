package io.instancebus.provider.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The SSH server of a sandbox, on the loopback address.
 *
 * @param port 0 for the port of last time, or a free one
 * @param maxSessions connections at once, over all instances
 * @param passwordFile where the password is kept, made at the first start; null for secrets/sandbox-password in
 *     the data folder
 * @param authorizedKeys an OpenSSH authorized_keys file whose keys may log in besides; null for none
 */
public record SandboxSshConfig(
        boolean enabled,
        int port,
        int maxSessions,
        @Nullable Path passwordFile,
        @Nullable Path authorizedKeys) {

    public SandboxSshConfig {
        SandboxConfig.within("ssh-port", port, 0, 65_535);
        SandboxConfig.within("ssh-max-sessions", maxSessions, 1, 10_000);
    }

    public static SandboxSshConfig defaults() {
        return new SandboxSshConfig(true, 0, 256, null, null);
    }

    /** No SSH at all: instances have no SSH port. */
    public static SandboxSshConfig off() {
        return new SandboxSshConfig(false, 0, 1, null, null);
    }
}
