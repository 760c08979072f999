package io.instancebus.gateway.json;

import io.instancebus.view.AccountRow;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** Maps accounts, their health, their catalogue and their sealing keys to JSON. */
public final class AccountJson {
    private static final String ALGORITHM = "HPKE-X25519-HKDF-SHA256-CHACHA20POLY1305";

    /** The workers have lost the private key, so nothing may be sealed to it. */
    private static final String LOST = "LOST";

    private AccountJson() {}

    public static ObjectNode account(AccountRow row) {
        ObjectNode json = Json.object();
        json.put("account", row.account());
        json.put("provider", row.provider());
        ObjectNode health = json.putObject("health");
        health.put("status", row.staleSince() == null ? "OK" : "STALE");
        InstanceJson.time(health, "staleSince", row.staleSince());
        InstanceJson.text(health, "reason", row.staleReason());
        InstanceJson.text(json, "catalogueProblem", row.catalogueProblem());
        if (row.catalogue() != null) {
            json.set("catalogue", Json.MAPPER.readTree(row.catalogue()));
        }
        if (row.sealingKeyId() != null) {
            json.set("sealingKey", key(row));
        }
        return json;
    }

    /** The key of an account that has one. */
    public static ObjectNode sealingKey(AccountRow row) {
        ObjectNode json = Json.object();
        json.put("account", row.account());
        json.setAll(key(row));
        return json;
    }

    private static ObjectNode key(AccountRow row) {
        ObjectNode json = Json.object();
        json.put("keyId", row.sealingKeyId());
        byte[] publicKey = row.sealingKey();
        boolean lost = publicKey != null && publicKey.length == 0;
        json.put("algorithm", lost ? LOST : ALGORITHM);
        if (publicKey != null && !lost) {
            json.put("publicKey", Base64.getEncoder().encodeToString(publicKey));
        }
        return json;
    }
}
