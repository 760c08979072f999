package io.instancebus.simulators.openstack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The catalogue of the simulated OpenStack. */
final class ServerChoices {
    private ServerChoices() {}

    static Map<String, Object> image() {
        return Map.of(
                "id",
                OpenstackSimulator.IMAGE,
                "name",
                "debian-13",
                "status",
                "ACTIVE",
                "progress",
                100,
                "minDisk",
                0,
                "minRam",
                0,
                "created",
                "2026-01-01T00:00:00Z",
                "updated",
                "2026-01-01T00:00:00Z",
                "metadata",
                Map.of("architecture", "x86_64"),
                "links",
                List.of());
    }

    static Map<String, Object> flavor(String id, int memory, int processors) {
        Map<String, Object> flavor = new LinkedHashMap<>();
        flavor.put("id", id);
        flavor.put("name", flavorName(id));
        flavor.put("ram", memory);
        flavor.put("vcpus", processors);
        flavor.put("disk", 10 * processors);
        flavor.put("OS-FLV-EXT-DATA:ephemeral", 0);
        flavor.put("OS-FLV-DISABLED:disabled", false);
        flavor.put("os-flavor-access:is_public", true);
        flavor.put("rxtx_factor", 1.0);
        flavor.put("swap", "");
        flavor.put("links", List.of());
        return flavor;
    }

    static String flavorName(String id) {
        return "m1.size" + id;
    }

    static Map<String, Object> zones() {
        Map<String, Object> zone = new LinkedHashMap<>();
        zone.put("zoneName", "nova");
        zone.put("zoneState", Map.of("available", true));
        zone.put("hosts", null);
        return Map.of("availabilityZoneInfo", List.of(zone));
    }
}
