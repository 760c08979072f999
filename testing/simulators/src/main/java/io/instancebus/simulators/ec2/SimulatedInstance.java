package io.instancebus.simulators.ec2;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One instance and its planned stages. The cloud's lock guards it. */
final class SimulatedInstance {
    /** The reason of its state, in EC2's form. */
    record Reason(String code, String message) {
        static final Reason USER =
                new Reason("Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown");
    }

    private final String id;
    private final @Nullable String clientToken;
    private final Map<String, String> tags;
    private final Form launch;
    private final Offer.Place place;
    private final String rootDeviceType;
    private final String address;
    private final Instant createdAt;
    private Instant launchedAt;
    private InstanceStage stage = InstanceStage.PENDING;
    private @Nullable InstanceStage next;
    private Instant nextAt = Instant.MAX;
    private @Nullable Reason reason;
    private @Nullable Reason reasonThen;
    private Instant endedAt = Instant.MAX;

    SimulatedInstance(
            String id,
            Form launch,
            Map<String, String> tags,
            Offer.Place place,
            String rootDeviceType,
            String address,
            Instant now) {
        this.id = id;
        this.clientToken = launch.get("ClientToken");
        this.tags = tags;
        this.launch = launch;
        this.place = place;
        this.rootDeviceType = rootDeviceType;
        this.address = address;
        this.createdAt = now;
        this.launchedAt = now.truncatedTo(ChronoUnit.SECONDS);
        this.reason = new Reason("pending", "pending");
    }

    String id() {
        return id;
    }

    Map<String, String> tags() {
        return tags;
    }

    Form launch() {
        return launch;
    }

    Offer.Place place() {
        return place;
    }

    @Nullable
    String clientToken() {
        return clientToken;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant endedAt() {
        return endedAt;
    }

    boolean hasEbs() {
        return rootDeviceType.equals("ebs");
    }

    InstanceStage stage(Instant now) {
        if (next != null && !now.isBefore(nextAt)) {
            stage = next;
            reason = reasonThen;
            next = null;
            if (stage == InstanceStage.TERMINATED) {
                endedAt = nextAt;
            }
        }
        return stage;
    }

    /** Enters a stage at once, and another one later. */
    void go(InstanceStage at, InstanceStage then, Duration after, @Nullable Reason why, Instant now) {
        stage = at;
        next = then;
        nextAt = now.plus(after);
        reason = why;
        reasonThen = why;
        if (at == InstanceStage.PENDING) {
            launchedAt = now.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /** Starts to run later, or ends for this reason. */
    void launch(Duration after, @Nullable Reason failure, Instant now) {
        go(
                InstanceStage.PENDING,
                failure == null ? InstanceStage.RUNNING : InstanceStage.TERMINATED,
                after,
                new Reason("pending", "pending"),
                now);
        reasonThen = failure;
    }

    /** Enters a stage, and stays there. */
    void force(InstanceStage at, Reason why, Instant now) {
        stage = at;
        next = null;
        reason = why;
        if (at == InstanceStage.TERMINATED) {
            endedAt = now;
        }
    }

    boolean matches(String filter, Set<String> values, Instant now) {
        if (filter.startsWith("tag:")) {
            String value = tags.get(filter.substring(4));
            return value != null && values.contains(value);
        }
        return switch (filter) {
            case "instance-id" -> values.contains(id);
            case "client-token" -> clientToken != null && values.contains(clientToken);
            case "instance-state-name" -> values.contains(stage(now).word());
            default -> false;
        };
    }

    void write(Xml xml, Instant now) {
        InstanceStage seen = stage(now);
        boolean addressed = seen == InstanceStage.RUNNING || seen == InstanceStage.STOPPING;
        boolean ended = seen == InstanceStage.TERMINATED;
        xml.open("item").text("instanceId", id).text("imageId", launch.get("ImageId", ""));
        seen.write(xml, "instanceState");
        xml.text("privateDnsName", "").text("dnsName", "");
        xml.text(
                "reason",
                reason == null || reason.code().equals("pending") ? "" : "User initiated (" + launchedAt + ")");
        xml.optional("keyName", launch.get("KeyName"))
                .text("amiLaunchIndex", "0")
                .text("productCodes", "")
                .text("instanceType", launch.get("InstanceType", Offer.DEFAULT_TYPE))
                .text("launchTime", launchedAt.toString().replace("Z", ".000Z"))
                .open("placement")
                .text("availabilityZone", place.zone())
                .text("groupName", "")
                .text("tenancy", "default")
                .close("placement")
                .open("monitoring")
                .text("state", "disabled")
                .close("monitoring");
        if (!ended) {
            xml.text("subnetId", place.subnet()).text("privateIpAddress", "10.0.0.10");
        }
        if (addressed) {
            xml.text("ipAddress", address);
        }
        if (!ended) {
            groups(xml);
        }
        if (reason != null) {
            xml.open("stateReason")
                    .text("code", reason.code())
                    .text("message", reason.message())
                    .close("stateReason");
        }
        xml.text("architecture", "x86_64")
                .text("rootDeviceType", rootDeviceType)
                .text("rootDeviceName", "/dev/xvda")
                .text("blockDeviceMapping", "")
                .text("virtualizationType", "hvm")
                .text("clientToken", clientToken == null ? "" : clientToken);
        if (!tags.isEmpty()) {
            xml.open("tagSet");
            tags.forEach((key, value) ->
                    xml.open("item").text("key", key).text("value", value).close("item"));
            xml.close("tagSet");
        }
        xml.text("hypervisor", "xen");
        if (!ended) {
            // Names that have another meaning elsewhere in an instance.
            xml.open("networkInterfaceSet")
                    .open("item")
                    .text("networkInterfaceId", "eni-" + id.substring(2))
                    .text("ownerId", "999999999999")
                    .text("status", "in-use")
                    .text("privateIpAddress", "10.0.0.99")
                    .close("item")
                    .close("networkInterfaceSet");
        }
        xml.close("item");
    }

    private void groups(Xml xml) {
        xml.open("groupSet");
        Offer.groups(launch)
                .forEach((id, name) -> xml.open("item")
                        .text("groupId", id)
                        .text("groupName", name)
                        .close("item"));
        xml.close("groupSet");
    }
}
