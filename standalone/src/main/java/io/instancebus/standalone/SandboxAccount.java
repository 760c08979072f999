package io.instancebus.standalone;

import io.instancebus.domain.Credential;
import io.instancebus.worker.DefaultCredentialConfig;
import io.instancebus.worker.ssh.RunMode;
import java.nio.file.Path;
import java.util.Map;

/** The one account of the embedded default: a sandbox. */
final class SandboxAccount {
    static final String NAME = "sandbox";

    private SandboxAccount() {}

    static io.instancebus.command.AccountConfig forCommandService() {
        return new io.instancebus.command.AccountConfig(NAME, "sandbox", Map.of());
    }

    /** Its SSH password lies where the workers look for secrets, so that a run needs no credential of its own. */
    static io.instancebus.worker.AccountConfig forProviderWorkers(Path folder) {
        return new io.instancebus.worker.AccountConfig(
                NAME,
                "sandbox",
                null,
                null,
                null,
                null,
                RunMode.PLAIN_EXEC,
                new DefaultCredentialConfig(Credential.Type.PASSWORD, "file:sandbox-password", null),
                Map.of(
                        io.instancebus.worker.AccountConfig.DATA_DIRECTORY,
                        folder.toString(),
                        "ssh-password-file",
                        folder.resolveSibling("secrets")
                                .resolve("sandbox-password")
                                .toString()));
    }
}
