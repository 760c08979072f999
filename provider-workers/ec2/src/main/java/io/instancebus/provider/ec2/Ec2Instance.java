package io.instancebus.provider.ec2;

import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.provider.Machines;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An instance in an answer of EC2.
 *
 * @param reasonCode the code of the state's reason, such as Server.InsufficientInstanceCapacity; null if there is none
 */
record Ec2Instance(
        String id,
        String state,
        @Nullable String reasonCode,
        @Nullable String reason,
        @Nullable String clientToken,
        Map<String, String> tags,
        @Nullable String publicAddress,
        @Nullable String privateAddress,
        @Nullable String ipv6Address,
        @Nullable Instant launchedAt,
        @Nullable String ownerId,
        Configuration configuration) {

    /** An instance within its reservation, not yet parsed. */
    record Item(Element element, @Nullable String ownerId) {
        /** Whether it may have been created for this request, as far as it can be read. */
        boolean mayBeFor(String requestKey) {
            String token = element.get("clientToken");
            List<Element> tags = element.items("tagSet");
            return requestKey.equals(token)
                    || tags.stream()
                            .anyMatch(tag -> tag.get("key") == null
                                    || Creation.REQUEST_TAG.equals(tag.get("key"))
                                            && requestKey.equals(tag.get("value")))
                    || token == null && element.get("instanceId") == null && tags.isEmpty();
        }
    }

    /** The instances of DescribeInstances. */
    static Machines<Item, Ec2Instance> listed(List<Element> reservations) {
        List<Item> items = new ArrayList<>();
        for (Element reservation : reservations) {
            String ownerId = reservation.get("ownerId");
            if (reservation.at("instancesSet").isPresent()) {
                reservation.items("instancesSet").forEach(item -> items.add(new Item(item, ownerId)));
            } else {
                // Stands for the instances of a reservation that does not list them.
                items.add(new Item(reservation, ownerId));
            }
        }
        return Machines.read(
                "EC2", items, item -> item.element().get("instanceId"), item -> of(item.element(), item.ownerId()));
    }

    /** The instances of RunInstances, whose answer is one reservation. */
    static List<Ec2Instance> in(Element reservation) {
        String ownerId = reservation.get("ownerId");
        return reservation.requiredItems("instancesSet").stream()
                .map(item -> of(item, ownerId))
                .toList();
    }

    private static Ec2Instance of(Element item, @Nullable String ownerId) {
        Map<String, String> tags = new HashMap<>();
        for (Element tag : item.items("tagSet")) {
            tags.put(tag.required("key"), Optional.ofNullable(tag.get("value")).orElse(""));
        }
        return new Ec2Instance(
                item.required("instanceId"),
                item.required("instanceState", "name"),
                item.get("stateReason", "code"),
                item.get("stateReason", "message"),
                item.get("clientToken"),
                Map.copyOf(tags),
                item.get("ipAddress"),
                item.get("privateIpAddress"),
                item.get("ipv6Address"),
                instant(item.get("launchTime")),
                ownerId,
                configuration(item, tags.get("Name")));
    }

    /** A create names a zone or a subnet in it, and a group by its id or by its name; EC2 reports both. */
    private static Configuration configuration(Element item, @Nullable String name) {
        return new Configuration(
                name,
                Named.orNull(item.get("imageId")),
                Named.orNull(item.get("placement", "availabilityZone"), item.get("subnetId")),
                Named.orNull(item.get("instanceType")),
                item.get("keyName"),
                groups(item));
    }

    /** EC2 shows a terminated instance without groups. */
    private static @Nullable List<Named> groups(Element item) {
        List<Named> groups = item.items("groupSet").stream()
                .flatMap(group -> Stream.ofNullable(
                        group.get("groupId") == null
                                ? Named.orNull(group.get("groupName"))
                                : Named.orNull(group.get("groupId"), group.get("groupName"))))
                .toList();
        return groups.isEmpty() ? null : groups;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    boolean madeFor(String requestKey) {
        return requestKey.equals(clientToken) || requestKey.equals(tags.get(Creation.REQUEST_TAG));
    }

    boolean terminated() {
        return state.equals("terminated");
    }
}
