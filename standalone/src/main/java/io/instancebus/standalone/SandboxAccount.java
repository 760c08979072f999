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

/** The account that the embedded default has in any case: a sandbox. */
final class SandboxAccount {
    static final String NAME = "sandbox";

    private SandboxAccount() {}

    /** @throws IllegalArgumentException naming the setting that a sandbox does not have or that is out of bounds */
    static void check(Map<String, String> settings) {
        try (AccountCheck check = new AccountCheck(null, Optional.empty())) {
            if (check.check(withoutRuns(Path.of(NAME), settings)) instanceof AccountCheck.Unusable unusable) {
                throw new IllegalArgumentException(unusable.problem());
            }
        }
    }

    /** Its SSH password lies where the workers look for secrets, so that a run needs no credential of its own. */
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
