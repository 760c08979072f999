package io.instancebus.gateway.json;

import io.instancebus.avro.Address;
import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.SealedText;
import io.instancebus.view.Incomplete;
import io.instancebus.view.InstanceRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Maps an instance to JSON, without unknown values. */
public final class InstanceJson {
    private InstanceJson() {}

    public static ObjectNode of(InstanceRow row) {
        InstanceDetails details = row.details();
        ObjectNode json = Json.object();
        json.put("instanceId", row.instanceId());
        json.put("version", row.version());
        json.put("account", row.account());
        json.put("provider", row.provider());
        json.put("state", row.state());
        texts(json.putArray("actions"), row.actions());
        describe(json, details);
        reach(json, details);
        json.put("vanished", row.vanished());
        time(json, "createdAt", row.createdAt());
        time(json, "updatedAt", row.updatedAt());
        time(json, "staleSince", row.staleSince());
        Incomplete incomplete = row.incomplete();
        if (incomplete != null) {
            json.putObject("incomplete")
                    .put("fromSequence", incomplete.fromSequence())
                    .put("missingEvents", incomplete.missingEvents())
                    .put("reason", incomplete.reason());
        }
        return json;
    }

    /** Why the shown instance is not up to date, as a text. */
    public static String words(Incomplete incomplete) {
        return "instance " + incomplete.instanceId() + " is shown as it was before its event "
                + incomplete.fromSequence() + ": " + incomplete.reason();
    }

    private static void describe(ObjectNode json, InstanceDetails details) {
        text(json, "name", details.getName());
        text(json, "imageId", details.getImageId());
        text(json, "realmId", details.getRealmId());
        HardwareProfile profile = details.getHardwareProfile();
        if (profile != null) {
            ObjectNode profileJson = json.putObject("hardwareProfile");
            text(profileJson, "id", profile.getId());
            map(profileJson.putObject("overrides"), profile.getOverrides());
        }
        text(json, "keyName", details.getKeyName());
        texts(json.putArray("firewalls"), details.getFirewalls());
        map(json.putObject("tags"), details.getTags());
        text(json, "ownerId", details.getOwnerId());
        text(json, "nativeId", details.getNativeId());
        time(json, "launchedAt", details.getLaunchedAt());
    }

    private static void reach(ObjectNode json, InstanceDetails details) {
        addresses(json.putArray("publicAddresses"), details.getPublicAddresses());
        addresses(json.putArray("privateAddresses"), details.getPrivateAddresses());
        text(json, "username", details.getUsername());
        if (details.getSshPort() != null) {
            json.put("sshPort", details.getSshPort());
        }
        text(json, "hostKey", details.getHostKey());
        AdminPassword password = details.getAdminPassword();
        if (password != null) {
            ObjectNode passwordJson = json.putObject("adminPassword");
            text(passwordJson, "commandId", password.getCommandId());
            sealed(passwordJson, "toRequester", password.getToRequester());
            sealed(passwordJson, "toWorkers", password.getToWorkers());
        }
    }

    private static void sealed(ObjectNode json, String name, @Nullable SealedText sealed) {
        if (sealed != null) {
            json.putObject(name)
                    .put("keyId", sealed.getKeyId())
                    .put("encapsulatedKey", base64(sealed.getEncapsulatedKey()))
                    .put("ciphertext", base64(sealed.getCiphertext()));
        }
    }

    private static String base64(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII
                .decode(Base64.getEncoder().encode(bytes.duplicate()))
                .toString();
    }

    private static void addresses(ArrayNode json, List<Address> addresses) {
        for (Address address : addresses) {
            json.addObject()
                    .put("address", address.getAddress())
                    .put("type", address.getType().name());
        }
    }

    private static void texts(ArrayNode json, List<String> texts) {
        texts.forEach(json::add);
    }

    private static void map(ObjectNode json, Map<String, String> texts) {
        texts.forEach(json::put);
    }

    static void text(ObjectNode json, String name, @Nullable String text) {
        if (text != null) {
            json.put(name, text);
        }
    }

    static void time(ObjectNode json, String name, @Nullable Instant time) {
        if (time != null) {
            json.put(name, time.toString());
        }
    }
}
