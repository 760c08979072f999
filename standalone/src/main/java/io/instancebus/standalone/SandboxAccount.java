package io.instancebus.standalone;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.DefaultCredential;
import io.instancebus.accounts.RunMode;
import io.instancebus.domain.Credential;
import io.instancebus.domain.ProviderType;
import io.instancebus.worker.AccountCheck;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The sandbox account that every embedded default has. */
final class SandboxAccount {
    static final String NAME = "sandbox";

    private SandboxAccount() {}

    /**
     * @throws IllegalArgumentException if the sandbox does not have a setting, or a value is out of bounds; the message
     *     names the setting
     */
    static void check(Map<String, String> settings) {
        try (AccountCheck check = new AccountCheck(null, Optional.empty())) {
            if (check.check(withoutRuns(Path.of(NAME), settings)) instanceof AccountCheck.Unusable unusable) {
                throw new IllegalArgumentException(unusable.problem());
            }
        }
    }

    /** The account. Its SSH password is stored where the workers look up secrets, so that a run needs no credential. */
    static AccountConfig in(Path folder, Map<String, String> settings) {
        return withoutRuns(folder, settings)
                .withRuns(
                        RunMode.PLAIN_EXEC,
                        new DefaultCredential(Credential.Type.PASSWORD, "file:sandbox-password", null));
    }

    private static AccountConfig withoutRuns(Path folder, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("data-directory", folder.toString());
        all.putIfAbsent(
                "ssh-password-file",
                folder.resolveSibling("secrets").resolve("sandbox-password").toString());
        return AccountConfig.of(NAME, ProviderType.SANDBOX, all);
    }
}
