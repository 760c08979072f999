package io.instancebus.simulators.openstack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The servers, and Nova's actions on them. Thread-safe. */
final class Nova {
    static final int LONGEST_PAGE = 1000;
    private static final int MOST_METADATA = 128;
    private static final String ZONE = "nova";

    private final Map<String, SimulatedServer> servers = new LinkedHashMap<>();
    private final Map<SimulatedServer, Instant> deleted = new LinkedHashMap<>();
    private final Map<String, String> adminPasswords = new HashMap<>();
    private final Map<String, String> failingBuilds = new LinkedHashMap<>();
    private Duration transition = Duration.ofMillis(150);
    private String address = "127.0.0.1";
    private int quota = Integer.MAX_VALUE;
    private int longestPage = LONGEST_PAGE;
    private boolean zoned = true;

    synchronized void transition(Duration time) {
        transition = time;
    }

    synchronized void address(String ofNewServers) {
        address = ofNewServers;
    }

    synchronized void withoutZones() {
        zoned = false;
    }

    synchronized void quota(int most) {
        quota = most;
    }

    synchronized void longestPage(int most) {
        longestPage = most;
    }

    synchronized void failBuild(String text, String fault) {
        failingBuilds.put(text, fault);
    }

    synchronized Answer create(JsonNode body) {
        JsonNode asked = body.path("server");
        Answer refusal = refusal(asked);
        if (refusal != null) {
            return refusal;
        }
        long now = System.nanoTime();
        String fault = failingBuilds.entrySet().stream()
                .filter(failing -> asked.toString().contains(failing.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        SimulatedServer server = new SimulatedServer(
                UUID.randomUUID().toString(),
                Instant.now(),
                asked,
                zoned ? ZONE : null,
                address,
                List.of(
                        new ServerStage("BUILD", "scheduling", now),
                        new ServerStage("BUILD", "spawning", now + transition.toNanos() / 2),
                        new ServerStage(fault == null ? "ACTIVE" : "ERROR", null, now + transition.toNanos())),
                fault);
        servers.put(server.id(), server);
        Map<String, Object> created = new LinkedHashMap<>();
        created.put("id", server.id());
        created.put("links", server.shown(now, "2.1").get("links"));
        created.put("OS-DCF:diskConfig", "AUTO");
        created.put("security_groups", List.of(Map.of("name", "default")));
        String adminPassword = OpenstackSimulator.ADMIN_PASSWORD + adminPasswords.size();
        adminPasswords.put(server.id(), adminPassword);
        created.put("adminPass", adminPassword);
        return Answer.json(202, Map.of("server", created));
    }

    private @Nullable Answer refusal(JsonNode asked) {
        if (asked.path("name").asString("").isBlank()) {
            return Answer.problem(
                    400, "badRequest", "Invalid input for field/attribute name. Value: . '' is too short");
        }
        if (!asked.path("imageRef").asString("").equals(OpenstackSimulator.IMAGE)) {
            return Answer.problem(400, "badRequest", "Can not find requested image");
        }
        if (!OpenstackSimulator.FLAVORS.contains(asked.path("flavorRef").asString(""))) {
            return Answer.problem(
                    400, "badRequest", "Flavor " + asked.path("flavorRef").asString("") + " could not be found.");
        }
        if (!asked.path("availability_zone").asString(ZONE).equals(ZONE)) {
            return Answer.problem(400, "badRequest", "The requested availability zone is not available");
        }
        if (!asked.path("key_name").asString(OpenstackSimulator.KEY_PAIR).equals(OpenstackSimulator.KEY_PAIR)) {
            return Answer.problem(400, "badRequest", "Invalid key_name provided.");
        }
        if (asked.path("metadata").size() > MOST_METADATA) {
            return Answer.problem(403, "forbidden", "Maximum number of metadata items exceeds " + MOST_METADATA);
        }
        if (present().size() >= quota) {
            return Answer.problem(
                    403,
                    "forbidden",
                    "Quota exceeded for instances: Requested 1, but already used "
                            + present().size() + " of " + quota + " instances");
        }
        return null;
    }

    synchronized Answer get(String id, String version) {
        SimulatedServer server = find(id);
        return server == null
                ? unknown(id)
                : Answer.json(200, Map.of("server", server.shown(System.nanoTime(), version)));
    }

    /**
     * The servers, newest first, as in Nova.
     *
     * @param changesSince adds servers that were deleted since then; unlike Nova, it does not omit unchanged ones
     */
    synchronized Answer list(
            @Nullable String marker,
            @Nullable String limit,
            @Nullable String changesSince,
            String version,
            String self) {
        List<SimulatedServer> all = new ArrayList<>(present());
        if (changesSince != null) {
            Instant since = Instant.parse(changesSince);
            deleted.forEach((server, at) -> {
                if (!at.isBefore(since)) {
                    all.add(server);
                }
            });
        }
        return page(all.reversed(), marker, limit, version, self);
    }

    private Answer page(
            List<SimulatedServer> all, @Nullable String marker, @Nullable String limit, String version, String self) {
        int from = 0;
        if (marker != null) {
            from = all.stream().map(SimulatedServer::id).toList().indexOf(marker) + 1;
            if (from == 0) {
                return Answer.problem(400, "badRequest", "marker [" + marker + "] not found");
            }
        }
        int size = Math.min(longestPage, limit == null ? longestPage : Integer.parseInt(limit));
        int to = Math.min(all.size(), from + size);
        long now = System.nanoTime();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put(
                "servers",
                all.subList(from, to).stream()
                        .map(server -> server.shown(now, version))
                        .toList());
        if (to - from == size && size > 0) {
            page.put(
                    "servers_links",
                    List.of(Map.of(
                            "rel",
                            "next",
                            "href",
                            self + "?limit=" + size + "&marker="
                                    + all.get(to - 1).id())));
        }
        return Answer.json(200, page);
    }

    /** The known part of servers whose cell is down. */
    synchronized Answer listOfIds() {
        return Answer.json(
                200,
                Map.of(
                        "servers",
                        ids().stream()
                                .map(id ->
                                        Map.of("id", id, "status", "UNKNOWN", "tenant_id", OpenstackSimulator.PROJECT))
                                .toList()));
    }

    synchronized Answer act(String id, JsonNode body) {
        SimulatedServer server = find(id);
        if (server == null) {
            return Answer.problem(404, "itemNotFound", "Instance " + id + " has no mapping to a cell.");
        }
        String action = body.propertyNames().iterator().next();
        long now = System.nanoTime();
        ServerStage stage = server.at(now);
        long later = now + transition.toNanos();
        switch (action) {
            case "os-start" -> {
                if (!stage.idle("SHUTOFF")) {
                    return conflict("start", server, stage);
                }
                put(server.becoming(List.of(
                        new ServerStage("SHUTOFF", "powering-on", now), new ServerStage("ACTIVE", null, later))));
            }
            case "os-stop" -> {
                if (!stage.idle("ACTIVE") && !stage.idle("ERROR")) {
                    return conflict("stop", server, stage);
                }
                put(server.becoming(List.of(
                        new ServerStage(stage.status(), "powering-off", now),
                        new ServerStage("SHUTOFF", null, later))));
            }
            case "reboot" -> {
                boolean hard = body.path("reboot").path("type").asString("").equals("HARD");
                if (!stage.idle("ACTIVE") && !(hard && stage.idle("SHUTOFF"))) {
                    return conflict("reboot", server, stage);
                }
                put(server.becoming(List.of(
                        hard
                                ? new ServerStage("HARD_REBOOT", "rebooting_hard", now)
                                : new ServerStage("REBOOT", "rebooting", now),
                        new ServerStage("ACTIVE", null, later))));
            }
            default -> {
                return Answer.problem(400, "badRequest", "There is no such action: " + action);
            }
        }
        return Answer.empty(202);
    }

    synchronized Answer delete(String id) {
        SimulatedServer server = find(id);
        if (server == null) {
            return unknown(id);
        }
        long now = System.nanoTime();
        ServerStage stage = server.at(now);
        if (!"deleting".equals(stage.task()) && !stage.status().equals(ServerStage.DELETED)) {
            put(server.becoming(List.of(
                    new ServerStage(stage.status(), "deleting", now),
                    new ServerStage(ServerStage.DELETED, null, now + transition.toNanos()),
                    new ServerStage(ServerStage.GONE, null, now + transition.toNanos() * 3 / 2))));
        }
        return Answer.empty(204);
    }

    synchronized long count(Predicate<SimulatedServer> which) {
        return alive().filter(which).count();
    }

    synchronized List<String> ids() {
        return alive().map(SimulatedServer::id).toList();
    }

    private Stream<SimulatedServer> alive() {
        long now = System.nanoTime();
        return present().stream().filter(server -> !server.at(now).status().equals(ServerStage.DELETED));
    }

    synchronized @Nullable JsonNode asked(String id) {
        SimulatedServer server = find(id);
        return server == null ? null : server.asked();
    }

    synchronized @Nullable String adminPassword(String id) {
        return adminPasswords.get(id);
    }

    synchronized void vanish(String id) {
        servers.remove(id);
    }

    synchronized void become(String id, String status, @Nullable String fault) {
        SimulatedServer server = find(id);
        if (server != null) {
            put(server.becoming(new ServerStage(status, null, System.nanoTime()), String.valueOf(fault)));
        }
    }

    private void put(SimulatedServer server) {
        servers.put(server.id(), server);
    }

    private @Nullable SimulatedServer find(String id) {
        return present().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private Collection<SimulatedServer> present() {
        long now = System.nanoTime();
        servers.values().removeIf(server -> {
            boolean gone = server.at(now).status().equals(ServerStage.GONE);
            if (gone) {
                deleted.put(server.becoming(List.of(new ServerStage(ServerStage.DELETED, null, now))), Instant.now());
            }
            return gone;
        });
        return servers.values();
    }

    private static Answer unknown(String id) {
        return Answer.problem(404, "itemNotFound", "Instance " + id + " could not be found.");
    }

    private static Answer conflict(String action, SimulatedServer server, ServerStage stage) {
        String because = stage.task() == null
                ? "vm_state " + SimulatedServer.vmState(stage.status())
                : "task_state " + stage.task();
        return Answer.problem(
                409,
                "conflictingRequest",
                "Cannot '" + action + "' instance " + server.id() + " while it is in " + because);
    }
}
