package io.instancebus.faults;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.faults.check.CommandKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;

/** Publishes commands with retries until the broker has them, like a publisher that must not lose one. */
final class Sending {
    private static final long PAUSE_MILLIS = 500;

    private final InstanceBusClient client;
    private final Set<CommandKey> taken;
    private final Set<String> instances = ConcurrentHashMap.newKeySet();
    private final Phaser underWay = new Phaser(1);

    /** @param taken receives the commands that the broker has confirmed */
    Sending(InstanceBusClient client, Set<CommandKey> taken) {
        this.client = client;
        this.taken = taken;
    }

    InstanceBusClient client() {
        return client;
    }

    void send(InstanceCommand command) {
        underWay.register();
        var _ = Thread.ofVirtual().start(() -> untilTaken(command));
    }

    private void untilTaken(InstanceCommand command) {
        try {
            while (true) {
                try {
                    client.publish(command).get();
                    taken.add(CommandKey.of(command));
                    instances.add(command.getInstanceId());
                    return;
                } catch (ExecutionException notConfirmed) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException | IllegalStateException closed) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.arriveAndDeregister();
        }
    }

    /** Whether the broker has a command for this instance. */
    boolean has(String instanceId) {
        return instances.contains(instanceId);
    }

    /** Waits until the broker has all commands. */
    void await() {
        underWay.arriveAndAwaitAdvance();
    }
}
