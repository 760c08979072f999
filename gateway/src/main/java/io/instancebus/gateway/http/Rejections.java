package io.instancebus.gateway.http;

import io.instancebus.gateway.json.HistoryJson;
import io.instancebus.gateway.json.Json;
import io.instancebus.view.CommandRow;
import tools.jackson.databind.JsonNode;

/** Maps the rejection of a command to a problem, for a publisher that waits. */
final class Rejections {
    private Rejections() {}

    static Problem problem(CommandRow row, boolean ifMatch) {
        JsonNode answer = row.answer() == null ? Json.object() : Json.MAPPER.readTree(row.answer());
        String code = answer.path("code").asString("UNKNOWN");
        String reason = answer.path("reason").asString("The command was rejected.");
        Problem problem = Problem.of(type(code, ifMatch), reason)
                .with("code", Json.MAPPER.getNodeFactory().stringNode(code))
                .with("command", HistoryJson.command(row));
        return problem.type() == ProblemType.QUEUE_FULL ? problem.withHeader("Retry-After", "5") : problem;
    }

    private static ProblemType type(String code, boolean ifMatch) {
        return switch (code) {
            case "INVALID", "UNKNOWN_ACCOUNT" -> ProblemType.INVALID_COMMAND;
            case "SECRET_IN_CLEAR" -> ProblemType.SECRET_IN_CLEAR;
            case "INSTANCE_NOT_FOUND" -> ProblemType.INSTANCE_NOT_FOUND;
            case "INSTANCE_EXISTS", "INSTANCE_FINISHED", "ILLEGAL_ACTION", "EXPIRED" -> ProblemType.CONFLICT;
            case "VERSION_CONFLICT" -> ifMatch ? ProblemType.VERSION_MISMATCH : ProblemType.CONFLICT;
            case "QUEUE_FULL" -> ProblemType.QUEUE_FULL;
            // TOO_OLD and CLOCK_AHEAD are problems of this gateway's clock, or of a bus that is far behind.
            default -> ProblemType.INTERNAL;
        };
    }
}
