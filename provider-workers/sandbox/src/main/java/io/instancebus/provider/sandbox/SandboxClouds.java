package io.instancebus.provider.sandbox;

import io.instancebus.provider.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The open sandboxes of this process, so that hands, watchers and several accounts share them. The first caller opens a
 * folder with its configuration; the configurations of later callers are ignored.
 */
public final class SandboxClouds implements AutoCloseable {
    private final Map<Path, SandboxCloud> open = new HashMap<>();

    /** The sandbox of this folder, opened at the first call. {@link #close} closes all of them. */
    public synchronized SandboxCloud cloud(Path dataFolder, SandboxConfig config) throws IOException {
        Path folder = dataFolder.toAbsolutePath().normalize();
        SandboxCloud cloud = open.get(folder);
        if (cloud == null) {
            cloud = SandboxCloud.open(folder, config);
            open.put(folder, cloud);
        }
        return cloud;
    }

    /** An account at the sandbox of this folder. */
    public Provider provider(Path dataFolder, SandboxConfig config) throws IOException {
        return new SandboxProvider(cloud(dataFolder, config));
    }

    @Override
    public synchronized void close() {
        open.values().forEach(SandboxCloud::close);
        open.clear();
    }
}
