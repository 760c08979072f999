package io.instancebus.provider.openstack;

import io.instancebus.provider.Machines;
import io.instancebus.provider.Unreadable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server as Nova shows it at microversions 2.1 to 2.69, with the fields that the adapter uses.
 *
 * @param status ACTIVE, BUILD, SHUTOFF …
 * @param partial whether the part of Nova that has its data is down, so that little more than its id is shown
 * @param task Nova's current task for it, such as powering-off; null for none
 * @param created null if Nova does not report it
 * @param launched the time of its first start; null before it
 */
record Server(
        String id,
        boolean partial,
        String status,
        @Nullable String task,
        Map<String, String> metadata,
        List<Nic> addresses,
        @Nullable String userId,
        @Nullable Instant created,
        @Nullable Instant launched,
        @Nullable Integer progress,
        @Nullable Fault fault,
        Setup setup) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** An address; floating if Nova marks it as a floating IP. */
    record Nic(String network, String address, boolean floating) {}

    /** The fault of a server in ERROR. */
    record Fault(@Nullable String code, String message) {}

    /**
     * What the server was created from and where it is. Null fields are not reported; a server that boots from a volume
     * has no image, and a server without a host has no zone yet.
     *
     * @param flavor the flavor's id, up to microversion 2.46
     * @param flavorName the flavor's name, from 2.47 on, where the id is not shown
     */
    record Setup(
            @Nullable String name,
            @Nullable String image,
            @Nullable String zone,
            @Nullable String flavor,
            @Nullable String flavorName,
            @Nullable String keyName,
            List<String> securityGroups) {
        private static Setup of(JsonNode server) {
            return new Setup(
                    text(server.path("name")),
                    text(server.path("image").path("id")),
                    text(server.path("OS-EXT-AZ:availability_zone")),
                    text(server.path("flavor").path("id")),
                    text(server.path("flavor").path("original_name")),
                    text(server.path("key_name")),
                    server.path("security_groups")
                            .valueStream()
                            .flatMap(group -> Stream.ofNullable(text(group.path("name"))))
                            .distinct()
                            .toList());
        }
    }

    /** The servers of all pages of a list. */
    static Machines<JsonNode, Server> listed(List<JsonNode> servers) {
        return Machines.read("Nova", servers, Page::id, Server::of);
    }

    /** Whether an unreadable server may have been created for a request. */
    static boolean mayBeFor(JsonNode server, String requestKey) {
        JsonNode metadata = server.path("metadata");
        return !metadata.isObject()
                || metadata.path(Creation.REQUEST).asString("").equals(requestKey);
    }

    /** The server in the answer to a GET. */
    static Server single(String answer) {
        return of(JSON.readTree(answer).path("server"));
    }

    private static Server of(JsonNode server) {
        String id = Page.id(server);
        if (id == null) {
            throw new Unreadable("a server has no id");
        }
        if (!server.path("metadata").isMissingNode() && !server.path("metadata").isObject()) {
            throw new Unreadable("its metadata is not an object");
        }
        return new Server(
                id,
                server.path("metadata").isMissingNode(),
                status(server.path("status").asString("UNKNOWN")),
                text(server.path("OS-EXT-STS:task_state")),
                metadata(server.path("metadata")),
                addresses(server),
                text(server.path("user_id")),
                moment(server.path("created")),
                moment(server.path("OS-SRV-USG:launched_at")),
                server.path("progress").isInt() ? server.path("progress").asInt() : null,
                fault(server.path("fault")),
                Setup.of(server));
    }

    /** The status without the task that some clouds append: BUILD(scheduling). */
    private static String status(String text) {
        int task = text.indexOf('(');
        return task < 0 ? text : text.substring(0, task);
    }

    private static Map<String, String> metadata(JsonNode metadata) {
        Map<String, String> texts = new HashMap<>();
        metadata.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString("")));
        return texts;
    }

    /** The addresses in all networks, and the access addresses from outside if Nova has them (as at Rackspace). */
    private static List<Nic> addresses(JsonNode server) {
        List<Nic> nics = new ArrayList<>();
        server.path("addresses")
                .properties()
                .forEach(network -> network.getValue()
                        .forEach(address -> nics.add(new Nic(
                                network.getKey(),
                                address.path("addr").asString(""),
                                address.path("OS-EXT-IPS:type").asString("").equals("floating")))));
        for (String access : List.of("accessIPv4", "accessIPv6")) {
            String address = server.path(access).asString("");
            if (nics.stream().noneMatch(nic -> nic.address().equals(address))) {
                nics.add(new Nic("public", address, true));
            }
        }
        nics.removeIf(nic -> nic.address().isBlank());
        return List.copyOf(nics);
    }

    private static @Nullable Fault fault(JsonNode fault) {
        return fault.isObject()
                ? new Fault(text(fault.path("code")), fault.path("message").asString("Nova gives no reason"))
                : null;
    }

    private static @Nullable String text(JsonNode node) {
        String text = node.asString("");
        return text.isEmpty() ? null : text;
    }

    /** Nova writes some times with a Z and some without. */
    private static @Nullable Instant moment(JsonNode node) {
        String text = node.asString("");
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
