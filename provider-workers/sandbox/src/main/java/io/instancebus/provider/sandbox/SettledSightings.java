package io.instancebus.provider.sandbox;

import io.instancebus.domain.Report.Sighting;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sightings of instances that change no more by themselves: those in their last stage. The watcher of an account asks
 * for all of them every second. Thread-safe.
 */
final class SettledSightings {
    /** @param sighting that of this very record of the instance; a change stores another record */
    private record Settled(SandboxInstance instance, Sighting sighting) {}

    private final Map<String, Settled> byId = new ConcurrentHashMap<>();

    Sighting of(SandboxInstance instance, Instant now, OptionalInt sshPort) {
        Settled settled = byId.get(instance.nativeId());
        if (settled != null && settled.instance() == instance) {
            return settled.sighting();
        }
        Sighting sighting = States.of(instance, now, sshPort);
        if (instance.settledAt(now)) {
            byId.put(instance.nativeId(), new Settled(instance, sighting));
        }
        return sighting;
    }

    /** For an instance that the sandbox shows no more. */
    void forget(String nativeId) {
        byId.remove(nativeId);
    }
}
