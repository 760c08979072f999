package io.instancebus.worker;

import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.sandbox.SandboxClouds;
import io.instancebus.worker.provider.sandbox.SandboxConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Opens sandboxes; accounts with the same folder share one. Closing it closes them. */
final class SandboxFactory implements ProviderFactory, AutoCloseable {
    private final SandboxClouds clouds = new SandboxClouds();

    @Override
    public Provider open(AccountConfig account) {
        Map<String, String> settings = new HashMap<>(account.settings());
        Path folder = Path.of(Objects.requireNonNull(settings.remove(AccountConfig.DATA_DIRECTORY)));
        try {
            return clouds.provider(folder, SandboxConfig.read(settings));
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox in " + folder + " cannot be opened", e);
        }
    }

    @Override
    public void close() {
        clouds.close();
    }
}
