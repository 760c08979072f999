package io.instancebus.simulators.openstack;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP response. */
record Answer(int status, Map<String, String> headers, String body) {
    static final JsonMapper JSON = JsonMapper.shared();

    static Answer json(int status, Object value) {
        return new Answer(status, Map.of(), JSON.writeValueAsString(value));
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), "");
    }

    /** An error in Nova's form: the code's name as the element around the message. */
    static Answer problem(int status, String code, String message) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("code", status);
        details.put("message", message);
        return json(status, Map.of(code, details));
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }
}
