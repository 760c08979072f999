package io.instancebus.provider.sandbox;

import io.instancebus.provider.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The sandboxes that are open in this process, so that hands and watchers and several accounts can use the same one.
 * The first to ask for a folder opens it with its configuration; the configurations of later ones are not looked at.
 */
public final class SandboxClouds implements AutoCloseable {
    private final Map<Path, SandboxCloud> open = new HashMap<>();

    /** The sandbox of this folder, opened at the first call. It is closed with all the others. */
    public synchronized SandboxCloud cloud(Path dataFolder, SandboxConfig config) throws IOException {
        Path folder = dataFolder.toAbsolutePath().normalize();
        SandboxCloud cloud = open.get(folder);
        if (cloud == null) {
            cloud = SandboxCloud.open(folder, config);
            open.put(folder, cloud);
        }
        return cloud;
    }

    /** An account with the sandbox of this folder. */
    public Provider provider(Path dataFolder, SandboxConfig config) throws IOException {
        return new SandboxProvider(cloud(dataFolder, config));
    }

    @Override
    public synchronized void close() {
        open.values().forEach(SandboxCloud::close);
        open.clear();
    }
}
