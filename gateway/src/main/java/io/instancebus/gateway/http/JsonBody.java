package io.instancebus.gateway.http;

import io.instancebus.gateway.json.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the JSON object that a write carries. What it says of a bad one never repeats a part of it. */
final class JsonBody {
    /** The most bytes that a body may have. */
    static final int LIMIT = 256 * 1024;

    private JsonBody() {}

    static ObjectNode required(Context ctx) {
        byte[] body = bytes(ctx);
        if (body.length == 0) {
            throw Problem.of(ProblemType.MALFORMED_JSON, "The body is empty; a JSON object is expected.")
                    .thrown();
        }
        return parse(body);
    }

    /** An empty object where there is no body. */
    static ObjectNode optional(Context ctx) {
        byte[] body = bytes(ctx);
        return body.length == 0 ? Json.object() : parse(body);
    }

    static Problem tooLarge() {
        return Problem.of(ProblemType.BODY_TOO_LARGE, "The body may have at most " + LIMIT + " bytes.");
    }

    private static byte[] bytes(Context ctx) {
        if (ctx.req().getContentLengthLong() > LIMIT) {
            throw tooLarge().thrown();
        }
        try {
            byte[] body = ctx.req().getInputStream().readNBytes(LIMIT + 1);
            if (body.length > LIMIT) {
                throw tooLarge().thrown();
            }
            if (body.length > 0) {
                MediaType.requireJson(ctx.contentType());
                MediaType.requireUncoded(ctx.header("Content-Encoding"));
            }
            return body;
        } catch (IOException broken) {
            throw Problem.of(ProblemType.BAD_REQUEST, "The body did not arrive whole.")
                    .thrown();
        }
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
