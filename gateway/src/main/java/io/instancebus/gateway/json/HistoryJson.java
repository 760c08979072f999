package io.instancebus.gateway.json;

import io.instancebus.view.CommandRow;
import io.instancebus.view.EventRow;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Maps events and the status of commands to JSON. Each body has its field name in the Avro contract. */
public final class HistoryJson {
    private HistoryJson() {}

    public static ObjectNode event(EventRow row) {
        ObjectNode json = Json.object();
        json.put("eventId", row.eventId());
        json.put("instanceId", row.instanceId());
        json.put("sequence", row.sequence());
        json.put("type", row.type());
        json.put("occurredAt", row.occurredAt().toString());
        json.put("recordedAt", row.recordedAt().toString());
        json.put("account", row.account());
        json.put("provider", row.provider());
        json.put("actor", row.actor());
        InstanceJson.text(json, "commandId", row.commandId());
        InstanceJson.text(json, "correlationId", row.correlationId());
        InstanceJson.text(json, "causationId", row.causationId());
        body(json, fieldName(row.type()), row.body());
        return json;
    }

    public static ObjectNode command(CommandRow row) {
        ObjectNode json = Json.object();
        json.put("commandId", row.commandId());
        json.put("instanceId", row.instanceId());
        json.put("commandType", row.commandType());
        json.put("status", row.status());
        json.put("actor", row.actor());
        InstanceJson.text(json, "correlationId", row.correlationId());
        json.put("decidedAt", row.decidedAt().toString());
        InstanceJson.time(json, "deadline", row.deadline());
        InstanceJson.time(json, "answeredAt", row.answeredAt());
        body(json, answerField(row.status()), row.answer());
        body(json, "runCompleted", row.run());
        return json;
    }

    private static String answerField(String status) {
        return switch (status) {
            case "REJECTED" -> "commandRejected";
            case "SUCCEEDED" -> "commandSucceeded";
            case "FAILED" -> "commandFailed";
            case "OUTCOME_UNKNOWN" -> "commandOutcomeUnknown";
            default -> "commandAccepted";
        };
    }

    private static void body(ObjectNode json, String name, @Nullable String body) {
        if (body != null) {
            json.set(name, Json.MAPPER.readTree(body));
        }
    }

    private static String fieldName(String type) {
        return type.isEmpty() ? "body" : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    }
}
