package io.instancebus.schemas.header;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Headers whose values are UTF-8 text. */
final class TextHeaders {
    private static final int MOST = 1_024;

    private TextHeaders() {}

    static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The last header of the name; empty if it is missing or longer than any header of Instance Bus. */
    static Optional<String> get(Headers headers, String name) {
        return get(headers, name, MOST);
    }

    /** The last header of the name; empty if it is missing or has more than the given number of bytes. */
    static Optional<String> get(Headers headers, String name, int most) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null || header.value().length > most) {
            return Optional.empty();
        }
        return Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
