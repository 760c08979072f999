package io.instancebus.projector.fold;

import java.util.List;
import java.util.Map;

/**
 * What could be asked of an instance when events did not say so yet, before release 0.5.0 of the contract. Frozen: what
 * becomes legal later changes nothing about how an event of then is shown.
 */
final class OlderActions {
    private static final Map<String, List<String>> COMMON = Map.of(
            "PENDING", List.of("DESTROY"),
            "RUNNING", List.of("STOP", "REBOOT", "DESTROY", "RUN"),
            "STOPPING", List.of("DESTROY"),
            "STOPPED", List.of("START", "DESTROY"),
            "ERROR", List.of("DESTROY"));

    /** How the providers of then differed from what was common. */
    private static final Map<String, Map<String, List<String>>> DIFFERENCES = Map.of(
            "sandbox", Map.of(),
            "ec2", Map.of(),
            "docker", Map.of(),
            "vsphere", Map.of(),
            "openstack", Map.of("ERROR", List.of("STOP", "REBOOT", "DESTROY")),
            "rackspace", Map.of("RUNNING", List.of("REBOOT", "DESTROY", "RUN"), "STOPPED", List.of("DESTROY")));

    private OlderActions() {}

    /** Nothing where there was no such provider or state. */
    static List<String> of(String provider, String state) {
        Map<String, List<String>> differences = DIFFERENCES.get(provider);
        if (differences == null) {
            return List.of();
        }
        return differences.getOrDefault(state, COMMON.getOrDefault(state, List.of()));
    }
}
