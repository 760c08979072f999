package io.instancebus.provider.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The SSH server of a sandbox; it listens on the loopback address.
 *
 * @param port the port; 0 for the last one used, or a free one
 * @param maxSessions the maximum number of connections, over all instances
 * @param passwordFile the file with the password, created at the first start; null for secrets/sandbox-password in the
 *     data folder
 * @param authorizedKeys an OpenSSH authorized_keys file with further accepted keys; null for none
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

    /** No SSH server: instances have no SSH port. */
    public static SandboxSshConfig off() {
        return new SandboxSshConfig(false, 0, 1, null, null);
    }
}
