package io.instancebus.provider.sandbox;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Opens sandboxes; accounts with the same folder share one. Closing it closes them. */
public final class SandboxFactory implements ProviderFactory {
    /** The policy for a cloud that completes everything within seconds. */
    public static final ProviderRules RULES = ProviderRules.withPolicy(Policy.sandbox());

    private final SandboxClouds clouds = new SandboxClouds();

    @Override
    public ProviderType type() {
        return ProviderType.SANDBOX;
    }

    @Override
    public ProviderRules rules() {
        return RULES;
    }

    /** Short, because instances change within seconds and an observation costs nothing. */
    @Override
    public Duration passInterval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Provider open(AccountConfig account, Secrets secrets) {
        Settings settings = Settings.of(account);
        try {
            return clouds.provider(Path.of(settings.folder()), settings.config());
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox in " + settings.folder() + " cannot be opened", e);
        }
    }

    /** A worker may have the folder open, and it can be opened only once. */
    @Override
    public Checked check(AccountConfig account, Secrets secrets) {
        Settings ignored = Settings.of(account);
        return new NotOpened("a sandbox is not opened for a check");
    }

    private record Settings(String folder, SandboxConfig config) {
        static Settings of(AccountConfig account) {
            Map<String, String> settings = new HashMap<>(account.settings());
            String folder = settings.remove(SandboxConfig.DATA_DIRECTORY);
            if (folder == null) {
                throw new IllegalArgumentException("sandbox." + SandboxConfig.DATA_DIRECTORY + " is missing");
            }
            return new Settings(folder, SandboxConfig.read(settings));
        }
    }

    @Override
    public void close() {
        clouds.close();
    }
}
