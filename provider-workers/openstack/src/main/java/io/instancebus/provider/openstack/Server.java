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
 * A server as Nova shows it at microversions 2.1 to 2.69, as far as it concerns us.
 *
 * @param status ACTIVE, BUILD, SHUTOFF …
 * @param partial whether the part of Nova that knows it is down, so that little more than its id is shown
 * @param task what Nova is doing to it, for example powering-off; null for nothing
 * @param created null if Nova does not say
 * @param launched when it first ran; null before
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

    /** An address; floating where Nova says that it is one. */
    record Nic(String network, String address, boolean floating) {}

    /** Why a server is in ERROR. */
    record Fault(@Nullable String code, String message) {}

    /**
     * What it was made from and where it is. What is null Nova does not say; no image is said of a server that boots from
     * a volume, and no zone of one that has no host yet.
     *
     * @param flavor its id, up to microversion 2.46
     * @param flavorName from 2.47 on, where the id is not shown
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

    /** Those of all pages of a list. */
    static Machines<JsonNode, Server> listed(List<JsonNode> servers) {
        return Machines.read("Nova", servers, Page::id, Server::of);
    }

    /** Whether one that cannot be read may have been made for a request. */
    static boolean mayBeFor(JsonNode server, String requestKey) {
        JsonNode metadata = server.path("metadata");
        return !metadata.isObject()
                || metadata.path(Creation.REQUEST).asString("").equals(requestKey);
    }

    /** Of the answer to a GET of one. */
    static Server single(String answer) {
        return of(JSON.readTree(answer).path("server"));
    }

    private static Server of(JsonNode server) {
        String id = Page.id(server);
        if (id == null) {
            throw new Unreadable("a server has no id");
        }
        if (!server.path("metadata").isMissingNode() && !server.path("metadata").isObject()) {
            throw new Unreadable("its metadata is no object");
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

    /** Some clouds write the task with it: BUILD(scheduling). */
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

    /** Of all networks, and what the server is reached by from outside, where Nova was told (Rackspace does). */
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
