package io.instancebus.faults.check;

import io.instancebus.avro.InstanceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the provider has what the bus says, counted at the provider. */
public final class Provider {
    private Provider() {}

    /**
     * However often a create was tried, it made at most one instance; and a create that succeeded made one.
     *
     * @param made the provider's ids of all instances that it ever made, by the bus's id
     * @param succeeded the instances whose create succeeded
     */
    public static Verdict once(Map<String, Set<String>> made, Set<String> succeeded) {
        List<String> broken = new ArrayList<>();
        made.forEach((instance, ids) -> {
            if (ids.size() > 1) {
                broken.add(instance + " was made " + ids.size() + " times: " + ids);
            }
        });
        succeeded.stream()
                .filter(instance -> !made.containsKey(instance))
                .forEach(instance -> broken.add(instance + " is said to have been made, and never was"));
        return new Verdict("one instance at the provider for each create", made.size(), broken);
    }

    /**
     * At rest, what the provider still has the bus knows of, and what the bus says is there the provider has.
     *
     * @param living the bus's ids of the instances that the provider has now
     */
    public static Verdict agrees(Map<String, Folded> folded, Set<String> living) {
        List<String> broken = new ArrayList<>();
        for (String instance : living) {
            Folded known = folded.get(instance);
            if (known == null || known.state() == InstanceState.FINISH) {
                broken.add(instance + " was left behind at the provider; the bus has "
                        + (known == null ? "nothing" : known.state()));
            }
        }
        for (Folded instance : folded.values()) {
            boolean there = instance.state() == InstanceState.RUNNING || instance.state() == InstanceState.STOPPED;
            if (there && !instance.vanished() && !living.contains(instance.instanceId())) {
                broken.add(
                        instance.instanceId() + " is " + instance.state() + " on the bus, and the provider has none");
            }
        }
        return new Verdict("bus and provider agree on what there is", folded.size(), broken);
    }
}
