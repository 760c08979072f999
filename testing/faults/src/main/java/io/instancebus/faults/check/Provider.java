package io.instancebus.faults.check;

import io.instancebus.avro.InstanceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the provider has what the bus says, counted at the provider. */
public final class Provider {
    private static final String NEVER_MADE = "never made";

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
        return Verdict.of(Rule.MADE_ONCE, made.size(), broken);
    }

    /**
     * At rest, the bus says what the provider shows. What the provider will never finish (a create that hangs, a stop
     * that is not heeded) is shown by the bus as it is, or as ERROR once it was given up.
     *
     * @param conditions the provider's own words for the condition of each instance that it ever made
     */
    public static Verdict agrees(Map<String, Folded> folded, Map<String, String> conditions) {
        List<String> broken = new ArrayList<>();
        folded.forEach((id, instance) -> {
            String condition = conditions.getOrDefault(id, NEVER_MADE);
            if (!agree(instance, condition)) {
                broken.add(id + " is " + instance.state() + (instance.vanished() ? " (vanished)" : "")
                        + " on the bus, and " + condition + " at the provider");
            }
        });
        conditions.forEach((id, condition) -> {
            if (!folded.containsKey(id)) {
                broken.add(id + " is " + condition + " at the provider, and the bus does not know it");
            }
        });
        return Verdict.of(Rule.AGREEMENT, conditions.size(), broken);
    }

    /**
     * Whatever ended as something ends that is destroyed was named by a command to destroy it.
     *
     * @param conditions as in {@link #agrees}
     * @param named the instances that a command to destroy them was accepted for
     */
    public static Verdict destroyedOnRequest(Map<String, String> conditions, Set<String> named) {
        List<String> broken = new ArrayList<>();
        long looked = 0;
        for (Map.Entry<String, String> one : conditions.entrySet()) {
            if (!one.getValue().equals("GONE") && !one.getValue().equals("DESTROYING")) {
                continue;
            }
            looked++;
            if (!named.contains(one.getKey())) {
                broken.add(one.getKey() + " was destroyed at the provider, and no command said so");
            }
        }
        return Verdict.of(Rule.DESTROYED_ON_REQUEST, looked, broken);
    }

    private static boolean agree(Folded instance, String condition) {
        InstanceState state = instance.state();
        return switch (condition) {
            case "RUNNING", "REBOOTING" -> state == InstanceState.RUNNING;
            case "STOPPED" -> state == InstanceState.STOPPED;
            case "PENDING" -> state == InstanceState.PENDING || state == InstanceState.ERROR;
            case "STOPPING", "DESTROYING" -> state == InstanceState.STOPPING || state == InstanceState.ERROR;
            case "ERROR" -> state == InstanceState.ERROR;
            case "GONE" -> state == InstanceState.FINISH || instance.vanished();
            case "VANISHED" -> state == InstanceState.FINISH || instance.vanished() || state == InstanceState.ERROR;
            case NEVER_MADE -> state == InstanceState.FINISH || state == InstanceState.ERROR;
            default -> false;
        };
    }
}
