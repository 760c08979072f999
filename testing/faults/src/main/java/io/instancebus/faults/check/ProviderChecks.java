package io.instancebus.faults.check;

import io.instancebus.avro.InstanceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the bus against the provider's own data. */
public final class ProviderChecks {
    private static final String NEVER_MADE = "never made";

    private ProviderChecks() {}

    /**
     * A create makes at most one machine, however often it was attempted; a create that succeeded makes exactly one.
     *
     * @param made the provider's ids of all machines that it ever created, by the instanceId
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
                .forEach(instance -> broken.add(instance + " was reported as created, but never was"));
        return Verdict.of(Rule.MADE_ONCE, made.size(), broken);
    }

    /**
     * At rest, the bus shows the provider's state. An operation that the provider never completes (a create that hangs,
     * a stop that the guest ignores) is shown as it is, or as ERROR after the bus gave it up.
     *
     * @param conditions the provider's condition of each machine that it ever created, in its own words
     */
    public static Verdict agrees(Map<String, Folded> folded, Map<String, String> conditions) {
        List<String> broken = new ArrayList<>();
        folded.forEach((id, instance) -> {
            String condition = conditions.getOrDefault(id, NEVER_MADE);
            if (!agree(instance, condition)) {
                broken.add(id + " is " + instance.state() + (instance.vanished() ? " (vanished)" : "")
                        + " on the bus, but " + condition + " at the provider");
            }
        });
        conditions.forEach((id, condition) -> {
            if (!folded.containsKey(id)) {
                broken.add(id + " is " + condition + " at the provider, but the bus does not know it");
            }
        });
        return Verdict.of(Rule.AGREEMENT, conditions.size(), broken);
    }

    /**
     * Every machine that ended as a destroyed machine was named by a destroy command.
     *
     * @param conditions as in {@link #agrees}
     * @param named the instances with an accepted destroy command
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
                broken.add(one.getKey() + " was destroyed at the provider without a command");
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
