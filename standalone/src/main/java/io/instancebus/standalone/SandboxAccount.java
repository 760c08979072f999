package io.instancebus.standalone;

import io.instancebus.domain.Credential;
import io.instancebus.worker.DefaultCredentialConfig;
import io.instancebus.worker.provider.sandbox.SandboxConfig;
import io.instancebus.worker.ssh.RunMode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The one account of the embedded default: a sandbox. */
final class SandboxAccount {
    static final String NAME = "sandbox";

    private SandboxAccount() {}

    static io.instancebus.command.AccountConfig forCommandService() {
        return new io.instancebus.command.AccountConfig(NAME, "sandbox", Map.of());
    }

    /** @throws IllegalArgumentException naming the setting that a sandbox does not have or that is out of bounds */
    static void check(Map<String, String> settings) {
        SandboxConfig.read(settings);
    }

    /** Its SSH password lies where the workers look for secrets, so that a run needs no credential of its own. */
    static io.instancebus.worker.AccountConfig forProviderWorkers(Path folder, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(io.instancebus.worker.AccountConfig.DATA_DIRECTORY, folder.toString());
        all.putIfAbsent(
                "ssh-password-file",
                folder.resolveSibling("secrets").resolve("sandbox-password").toString());
        return new io.instancebus.worker.AccountConfig(
                NAME,
                "sandbox",
                null,
                null,
                null,
                null,
                RunMode.PLAIN_EXEC,
                new DefaultCredentialConfig(Credential.Type.PASSWORD, "file:sandbox-password", null),
                all);
    }
}
