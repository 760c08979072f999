package io.instancebus.provider.sandbox;

import io.instancebus.provider.ProviderFailure;
import java.nio.file.Path;
import java.time.Duration;

/** A process that creates instances until it is killed, and prints after each: request key, space, native id. */
final class CreatingChild {
    private CreatingChild() {}

    public static void main(String[] args) throws Exception {
        SandboxConfig config = SandboxConfig.defaults()
                .withDelays(Duration.ZERO)
                .withQuota(1_000_000)
                .withSsh(SandboxSshConfig.off());
        SandboxProvider provider = new SandboxProvider(SandboxCloud.open(Path.of(args[0]), config));
        for (int thread = 0; thread < 4; thread++) {
            String prefix = "key-" + thread + "-";
            Thread.ofPlatform().start(() -> create(provider, prefix));
        }
    }

    private static void create(SandboxProvider provider, String prefix) {
        try {
            for (int i = 0; i < 200_000; i++) {
                String key = prefix + i;
                System.out.println(
                        key + " " + provider.create(Requests.request(key)).nativeId());
            }
        } catch (ProviderFailure e) {
            throw new IllegalStateException(e);
        }
    }
}
