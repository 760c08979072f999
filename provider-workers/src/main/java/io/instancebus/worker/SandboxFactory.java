package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.sandbox.SandboxClouds;
import io.instancebus.worker.provider.sandbox.SandboxConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Opens sandboxes; accounts with the same folder share one. Closing it closes them. */
final class SandboxFactory implements ProviderFactory, AutoCloseable {
    private final SandboxClouds clouds = new SandboxClouds();

    @Override
    public Provider open(AccountConfig account) {
        Map<String, String> settings = new HashMap<>(account.settings());
        String folder = settings.remove(SandboxConfig.DATA_DIRECTORY);
        if (folder == null) {
            throw new IllegalArgumentException("sandbox." + SandboxConfig.DATA_DIRECTORY + " is missing");
        }
        try {
            return clouds.provider(Path.of(folder), SandboxConfig.read(settings));
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox in " + folder + " cannot be opened", e);
        }
    }

    @Override
    public void close() {
        clouds.close();
    }
}
