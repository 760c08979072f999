package io.instancebus.provider.sandbox;

import io.instancebus.provider.ProviderFailure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks at a sandbox, and does to it what no account can: outages, and what happens to instances beside the bus. For
 * tests and demonstrations. Safe for use by many threads.
 */
public final class SandboxControl {
    private final SandboxCloud cloud;
    private final InstanceStore store;
    private final Gate gate;
    private final InstantSource clock;

    SandboxControl(SandboxCloud cloud, InstanceStore store, Gate gate, InstantSource clock) {
        this.cloud = cloud;
        this.store = store;
        this.gate = gate;
        this.clock = clock;
    }

    /** How many creates made an instance since the cloud was opened. */
    public long createsExecuted() {
        return cloud.createsExecuted();
    }

    /** How many calls accounts made since the cloud was opened. */
    public long apiCalls() {
        return gate.calls();
    }

    /** Request key to native id of every instance there is now. */
    public Map<String, String> instances() {
        Instant now = clock.instant();
        Map<String, String> listed = new TreeMap<>();
        for (SandboxInstance instance : store.all()) {
            if (!instance.conditionAt(now).ended()) {
                listed.put(instance.requestKey(), instance.nativeId());
            }
        }
        return listed;
    }

    /** How many instances there are now for this key: 0 or 1. */
    public long instancesOf(String requestKey) {
        Instant now = clock.instant();
        return store.all().stream()
                .filter(instance -> instance.requestKey().equals(requestKey))
                .filter(instance -> !instance.conditionAt(now).ended())
                .count();
    }

    /** How many commands run over SSH, on all instances. */
    public int commandsRunning() {
        return cloud.commandsRunning();
    }

    /** Begins an outage, or changes its kind. */
    public void begin(Outage outage) {
        gate.outage(Optional.of(outage));
    }

    public void endOutage() {
        gate.outage(Optional.empty());
    }

    /** Pulls the plug, as someone beside the bus would: at once STOPPED. */
    public void powerOff(String nativeId) throws ProviderFailure {
        cloud.change(nativeId, Transitions::off);
    }

    /** Switches it on beside the bus: at once RUNNING. */
    public void powerOn(String nativeId) throws ProviderFailure {
        cloud.change(nativeId, (instance, now) -> instance.on(null, List.of(new Stage(Condition.RUNNING, now))));
    }

    /** Removes it without a trace. */
    public void remove(String nativeId) throws ProviderFailure {
        cloud.change(nativeId, (instance, now) -> Transitions.now(instance, Condition.VANISHED, now));
    }

    /** Breaks it: at once in ERROR, with this fault. */
    public void breakDown(String nativeId, String fault) throws ProviderFailure {
        cloud.change(nativeId, (instance, now) -> Transitions.now(instance.withFault(fault), Condition.ERROR, now));
    }
}
