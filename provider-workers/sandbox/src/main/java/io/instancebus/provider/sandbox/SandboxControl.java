package io.instancebus.provider.sandbox;

import io.instancebus.provider.ProviderFailure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Inspects a sandbox, and causes events that no account can: outages, and changes of instances without a command. For
 * tests and demonstrations. Thread-safe.
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

    /** The number of creates that made an instance since the cloud was opened. */
    public long createsExecuted() {
        return cloud.createsExecuted();
    }

    /** The number of accounts' calls since the cloud was opened. */
    public long apiCalls() {
        return gate.calls();
    }

    /** The current instances: request key to native id. */
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

    /** The number of current instances with this key: 0 or 1. */
    public long instancesOf(String requestKey) {
        Instant now = clock.instant();
        return store.all().stream()
                .filter(instance -> instance.requestKey().equals(requestKey))
                .filter(instance -> !instance.conditionAt(now).ended())
                .count();
    }

    /** The number of commands that run over SSH, on all instances. */
    public int commandsRunning() {
        return cloud.commandsRunning();
    }

    /** Starts an outage, or changes its kind. */
    public void begin(Outage outage) {
        gate.outage(Optional.of(outage));
    }

    public void endOutage() {
        gate.outage(Optional.empty());
    }

    /** Powers the instance off without a command: it is STOPPED at once. */
    public void powerOff(String nativeId) throws ProviderFailure {
        cloud.change(nativeId, Transitions::off);
    }

    /** Powers the instance on without a command: it is RUNNING at once. */
    public void powerOn(String nativeId) throws ProviderFailure {
        cloud.change(
                nativeId, (instance, now) -> instance.on(null, List.of(new TimedCondition(Condition.RUNNING, now))));
    }

    /** Removes the instance without a trace. */
    public void remove(String nativeId) throws ProviderFailure {
        cloud.change(nativeId, (instance, now) -> Transitions.now(instance, Condition.VANISHED, now));
    }

    /** Breaks the instance: it is in ERROR at once, with this fault. */
    public void breakDown(String nativeId, String fault) throws ProviderFailure {
        cloud.change(nativeId, (instance, now) -> Transitions.now(instance.withFault(fault), Condition.ERROR, now));
    }
}
