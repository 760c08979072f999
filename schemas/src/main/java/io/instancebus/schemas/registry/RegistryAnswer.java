package io.instancebus.schemas.registry;

import io.instancebus.schemas.Cut;
import tools.jackson.databind.JsonNode;

/**
 * The registry's answer to a request that it handled.
 *
 * @param status the HTTP status, 200 to 499
 * @param body the JSON body; a missing node if there was none
 */
record RegistryAnswer(int status, JsonNode body) {
    private static final int LONGEST = 300;

    boolean ok() {
        return status >= 200 && status < 300;
    }

    /** The registry's own code, such as 40403; 0 if it gave none. */
    int errorCode() {
        return body.path("error_code").asInt(0);
    }

    /** The registry's message for people; at most 300 characters. No code depends on it. */
    String message() {
        return Cut.marked(LONGEST, body.path("message").asString(""));
    }
}
