package io.instancebus.faults;

import io.instancebus.client.ClientConfig;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.testbed.Testbed;
import io.instancebus.view.AccountRow;
import java.time.Duration;
import java.util.Map;

/** The settings of clients of the bus under test. */
final class Clients {
    private static final Duration KEY_WITHIN = Duration.ofSeconds(60);

    private Clients() {}

    /** The settings of a client for this actor. */
    static ClientConfig of(Testbed testbed, String actor) {
        return new ClientConfig(
                testbed.bootstrapServers(),
                testbed.registryUrl(),
                Bus.TOPICS,
                actor,
                "/instance-bus/faults",
                Map.of("reconnect.backoff.max.ms", "200"));
    }

    /** The public key for sealed secrets; waits until the workers have published it. */
    static SealingPublicKey sealingKey(Testbed testbed) throws InterruptedException {
        long giveUp = System.nanoTime() + KEY_WITHIN.toNanos();
        try (ViewReading view = new ViewReading(testbed)) {
            while (System.nanoTime() < giveUp) {
                for (AccountRow account : view.accounts()) {
                    byte[] key = account.sealingKey();
                    if (key != null) {
                        return SealingPublicKey.of(key);
                    }
                }
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the workers have published no sealing key");
    }
}
