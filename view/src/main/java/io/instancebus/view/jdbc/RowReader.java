package io.instancebus.view.jdbc;

import io.instancebus.avro.Address;
import io.instancebus.avro.AddressType;
import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.SealedText;
import io.instancebus.view.AccountRow;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventRow;
import io.instancebus.view.Incomplete;
import io.instancebus.view.InstanceRow;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Converts rows of the tables to the view's records. */
final class RowReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ViewDialect dialect;

    RowReader(ViewDialect dialect) {
        this.dialect = dialect;
    }

    InstanceRow instance(ResultSet row) throws SQLException {
        return new InstanceRow(
                row.getString("instance_id"),
                row.getLong("version"),
                row.getString("account"),
                row.getString("provider"),
                row.getString("state"),
                texts(row.getString("actions")),
                details(row),
                row.getBoolean("vanished"),
                timeOf(row, "created_at"),
                timeOf(row, "updated_at"),
                dialect.time(row, "stale_since"),
                row.getString("aside_reason") == null ? null : incomplete(row));
    }

    static Incomplete incomplete(ResultSet row) throws SQLException {
        return new Incomplete(
                row.getString("instance_id"),
                row.getLong("aside_sequence"),
                row.getLong("aside_events"),
                row.getString("aside_reason"));
    }

    private InstanceDetails details(ResultSet row) throws SQLException {
        int sshPort = row.getInt("ssh_port");
        boolean noSshPort = row.wasNull();
        return new InstanceDetails(
                row.getString("name"),
                row.getString("image_id"),
                row.getString("realm_id"),
                profile(row.getString("hardware_profile")),
                row.getString("key_name"),
                texts(row.getString("firewalls")),
                map(JSON.readTree(row.getString("tags"))),
                row.getString("owner_id"),
                row.getString("native_id"),
                addresses(row.getString("public_addresses")),
                addresses(row.getString("private_addresses")),
                noSshPort ? null : sshPort,
                dialect.time(row, "launched_at"),
                row.getString("username"),
                row.getString("host_key"),
                adminPassword(row.getString("admin_password")));
    }

    private static @Nullable AdminPassword adminPassword(@Nullable String json) {
        if (json == null) {
            return null;
        }
        JsonNode node = JSON.readTree(json);
        return new AdminPassword(
                node.path("commandId").asString(), sealed(node.get("toRequester")), sealed(node.get("toWorkers")));
    }

    private static @Nullable SealedText sealed(@Nullable JsonNode node) {
        return node == null
                ? null
                : new SealedText(
                        node.path("keyId").asString(),
                        ByteBuffer.wrap(node.path("encapsulatedKey").binaryValue()),
                        ByteBuffer.wrap(node.path("ciphertext").binaryValue()));
    }

    private static List<String> texts(String json) {
        List<String> texts = new ArrayList<>();
        JSON.readTree(json).forEach(item -> texts.add(item.asString()));
        return texts;
    }

    private static Map<String, String> map(JsonNode json) {
        Map<String, String> map = new LinkedHashMap<>();
        json.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asString()));
        return map;
    }

    private static @Nullable HardwareProfile profile(@Nullable String json) {
        if (json == null) {
            return null;
        }
        JsonNode node = JSON.readTree(json);
        JsonNode id = node.get("id");
        return new HardwareProfile(id == null ? null : id.asString(), map(node.path("overrides")));
    }

    private static List<Address> addresses(String json) {
        List<Address> addresses = new ArrayList<>();
        JSON.readTree(json)
                .forEach(node -> addresses.add(new Address(
                        node.path("address").asString(),
                        AddressType.valueOf(node.path("type").asString()))));
        return addresses;
    }

    EventRow event(ResultSet row) throws SQLException {
        return new EventRow(
                row.getLong("position"),
                row.getString("event_id"),
                row.getString("instance_id"),
                row.getLong("sequence"),
                row.getString("type"),
                timeOf(row, "occurred_at"),
                timeOf(row, "recorded_at"),
                row.getString("account"),
                row.getString("provider"),
                row.getString("actor"),
                row.getString("command_id"),
                row.getString("correlation_id"),
                row.getString("causation_id"),
                row.getString("body"));
    }

    CommandRow command(ResultSet row) throws SQLException {
        return new CommandRow(
                row.getString("command_id"),
                row.getString("instance_id"),
                row.getString("command_type"),
                row.getString("status"),
                row.getString("actor"),
                row.getString("correlation_id"),
                timeOf(row, "decided_at"),
                dialect.time(row, "deadline"),
                dialect.time(row, "answered_at"),
                row.getString("answer"),
                row.getString("run"));
    }

    AccountRow account(ResultSet row) throws SQLException {
        return new AccountRow(
                row.getString("account"),
                row.getString("provider"),
                dialect.time(row, "stale_since"),
                row.getString("stale_reason"),
                row.getString("catalogue"),
                row.getString("catalogue_problem"),
                row.getString("sealing_key_id"),
                row.getBytes("sealing_key"));
    }

    private Instant timeOf(ResultSet row, String column) throws SQLException {
        Instant time = dialect.time(row, column);
        if (time == null) {
            throw new SQLException("the column " + column + " has no value");
        }
        return time;
    }
}
