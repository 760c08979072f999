package io.instancebus.gateway.http;

import io.instancebus.gateway.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the JSON object of a write. An error never repeats part of the body. */
final class JsonBody {
    private JsonBody() {}

    static ObjectNode required(byte[] body) {
        if (body.length == 0) {
            throw Problem.of(ProblemType.MALFORMED_JSON, "The body is empty; a JSON object is expected.")
                    .thrown();
        }
        return parse(body);
    }

    /** The object; an empty one if there is no body. */
    static ObjectNode optional(byte[] body) {
        return body.length == 0 ? Json.object() : parse(body);
    }

    static ObjectNode parse(byte[] body) {
        JsonNode document;
        try {
            document = Json.MAPPER.readTree(body);
        } catch (JacksonException malformed) {
            String wrong = isUtf8(body) ? "is not JSON" + where(malformed.getLocation()) : "is not text in UTF-8";
            throw Problem.of(ProblemType.MALFORMED_JSON, "The body " + wrong + ".")
                    .thrown();
        }
        if (document instanceof ObjectNode object) {
            return object;
        }
        throw Problem.of(ProblemType.MALFORMED_JSON, "The body is JSON, but not an object.")
                .thrown();
    }

    private static boolean isUtf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .hasArray();
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String where(@Nullable TokenStreamLocation location) {
        return location == null
                ? ""
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr()
                        + " (a field given twice counts too)";
    }
}
