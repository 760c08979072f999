package io.instancebus.projector.fold;

import java.util.List;
import java.util.Map;

/**
 * The legal actions for events from before release 0.5.0 of the contract, which do not name them. Frozen: later rules
 * do not change how such an event is shown.
 */
final class OlderActions {
    private static final Map<String, List<String>> COMMON = Map.of(
            "PENDING", List.of("DESTROY"),
            "RUNNING", List.of("STOP", "REBOOT", "DESTROY", "RUN"),
            "STOPPING", List.of("DESTROY"),
            "STOPPED", List.of("START", "DESTROY"),
            "ERROR", List.of("DESTROY"));

    /** The differences of the providers of that time from the common rules. */
    private static final Map<String, Map<String, List<String>>> DIFFERENCES = Map.of(
            "sandbox", Map.of(),
            "ec2", Map.of(),
            "docker", Map.of(),
            "vsphere", Map.of(),
            "openstack", Map.of("ERROR", List.of("STOP", "REBOOT", "DESTROY")),
            "rackspace", Map.of("RUNNING", List.of("REBOOT", "DESTROY", "RUN"), "STOPPED", List.of("DESTROY")));

    private OlderActions() {}

    /** The actions; empty for an unknown provider or state. */
    static List<String> of(String provider, String state) {
        Map<String, List<String>> differences = DIFFERENCES.get(provider);
        if (differences == null) {
            return List.of();
        }
        return differences.getOrDefault(state, COMMON.getOrDefault(state, List.of()));
    }
}
