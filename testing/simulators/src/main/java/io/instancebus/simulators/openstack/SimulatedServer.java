package io.instancebus.simulators.openstack;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A server and its planned stages.
 *
 * @param asked the create's body, below "server"
 * @param zone its zone once it has a host; null if Nova has no zones
 * @param stages in the order of their times; the last one that has begun applies
 * @param fault the fault that is shown in ERROR
 */
record SimulatedServer(
        String id,
        Instant created,
        JsonNode asked,
        @Nullable String zone,
        String address,
        List<ServerStage> stages,
        @Nullable String fault) {

    SimulatedServer becoming(List<ServerStage> next) {
        return new SimulatedServer(id, created, asked, zone, address, next, fault);
    }

    SimulatedServer becoming(ServerStage stage, String shownFault) {
        return new SimulatedServer(id, created, asked, zone, address, List.of(stage), shownFault);
    }

    ServerStage at(long now) {
        ServerStage shown = stages.getFirst();
        for (ServerStage stage : stages) {
            if (stage.at() - now <= 0) {
                shown = stage;
            }
        }
        return shown;
    }

    String metadata(String name) {
        return asked.path("metadata").path(name).asString("");
    }

    /** The server as Nova shows it at a microversion. */
    Map<String, Object> shown(long now, String version) {
        ServerStage stage = at(now);
        boolean up = !stage.status().equals("BUILD") && !stage.status().equals("ERROR");
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("id", id);
        server.put("name", asked.path("name").asString(""));
        server.put("status", stage.status());
        server.put("tenant_id", OpenstackSimulator.PROJECT);
        server.put("user_id", "89c01b67395d4bea945f7f5bfd7f344a");
        server.put("metadata", asked.path("metadata"));
        server.put("hostId", up ? "eab9a77d1c44b8833e4a3dc6d2d9d50de556e780a319f184d8c82d9b" : "");
        server.put("image", reference("images", asked.path("imageRef").asString("")));
        server.put("flavor", flavor(version));
        server.put("created", created.truncatedTo(ChronoUnit.SECONDS).toString());
        server.put("updated", created.truncatedTo(ChronoUnit.SECONDS).toString());
        server.put("addresses", up ? addresses() : Map.of());
        server.put("accessIPv4", "");
        server.put("accessIPv6", "");
        server.put("links", links("servers", id));
        server.put("OS-DCF:diskConfig", "AUTO");
        if (zone != null) {
            String wanted = asked.path("availability_zone").asString("");
            server.put("OS-EXT-AZ:availability_zone", "scheduling".equals(stage.task()) ? wanted : zone);
        }
        if (up) {
            server.put("security_groups", securityGroups());
        }
        server.put("config_drive", asked.path("config_drive").asString(""));
        server.put("key_name", asked.path("key_name").isString() ? asked.path("key_name") : null);
        server.put("OS-SRV-USG:launched_at", up ? launched() : null);
        server.put("OS-SRV-USG:terminated_at", null);
        server.put("OS-EXT-STS:task_state", stage.task());
        server.put("OS-EXT-STS:vm_state", vmState(stage.status()));
        server.put("OS-EXT-STS:power_state", stage.status().equals("ACTIVE") ? 1 : 0);
        server.put("os-extended-volumes:volumes_attached", List.of());
        if (stage.status().equals("ERROR") && fault != null) {
            server.put(
                    "fault",
                    Map.of(
                            "code",
                            500,
                            "created",
                            created.truncatedTo(ChronoUnit.SECONDS).toString(),
                            "message",
                            fault));
        } else if (stage.status().equals("BUILD") || stage.status().equals("ACTIVE")) {
            server.put("progress", 0);
        }
        return server;
    }

    /** From microversion 2.47 on Nova shows the flavor's properties, without its id. */
    private Map<String, Object> flavor(String version) {
        String id = asked.path("flavorRef").asString("");
        return Integer.parseInt(version.substring(version.indexOf('.') + 1)) < 47
                ? reference("flavors", id)
                : Map.of(
                        "original_name", ServerChoices.flavorName(id),
                        "vcpus", 1,
                        "ram", 512,
                        "disk", 1,
                        "ephemeral", 0,
                        "swap", 0,
                        "extra_specs", Map.of());
    }

    private List<Map<String, Object>> securityGroups() {
        List<Map<String, Object>> groups = new ArrayList<>();
        asked.path("security_groups")
                .forEach(group -> groups.add(Map.of("name", group.path("name").asString(""))));
        return groups.isEmpty() ? List.of(Map.of("name", "default")) : groups;
    }

    /** Nova writes this one time without a zone. */
    private String launched() {
        return created.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000000");
    }

    private Map<String, Object> addresses() {
        return Map.of(
                "private",
                List.of(Map.of(
                        "addr",
                        address,
                        "version",
                        4,
                        "OS-EXT-IPS:type",
                        "fixed",
                        "OS-EXT-IPS-MAC:mac_addr",
                        "fa:16:3e:4c:2c:30")));
    }

    private static Map<String, Object> reference(String kind, String id) {
        return Map.of("id", id, "links", List.of(links(kind, id).getLast()));
    }

    private static List<Map<String, Object>> links(String kind, String id) {
        return List.of(
                Map.of("rel", "self", "href", "http://elsewhere.invalid/v2.1/" + kind + "/" + id),
                Map.of("rel", "bookmark", "href", "http://elsewhere.invalid/" + kind + "/" + id));
    }

    static String vmState(String status) {
        return switch (status) {
            case "BUILD" -> "building";
            case "SHUTOFF" -> "stopped";
            case "ERROR" -> "error";
            case ServerStage.DELETED -> "deleted";
            default -> "active";
        };
    }
}
