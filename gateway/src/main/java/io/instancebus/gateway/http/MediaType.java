package io.instancebus.gateway.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the declared type of a body. JSON is UTF-8 (RFC 8259), so another charset is rejected. */
final class MediaType {
    private static final String JSON = "application/json";
    private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)\"?");

    /** ASCII is a subset of UTF-8. */
    private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

    private MediaType() {}

    static void requireJson(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].strip().equals(JSON)) {
            throw unsupported("Content-Type must be application/json.", "Accept", JSON);
        }
        Matcher charset = CHARSET.matcher(type);
        if (charset.find() && !CHARSETS.contains(charset.group(1))) {
            throw unsupported(
                    "The charset of a JSON body must be UTF-8; encode it so, or leave charset out.", "Accept", JSON);
        }
    }

    /** @param contentEncoding the encoding of the body, such as gzip */
    static void requireUncoded(@Nullable String contentEncoding) {
        if (contentEncoding != null && !contentEncoding.strip().equalsIgnoreCase("identity")) {
            throw unsupported(
                    "The body is compressed or otherwise encoded; send it as it is, without Content-Encoding.",
                    "Accept-Encoding",
                    "identity");
        }
    }

    private static ProblemException unsupported(String detail, String header, String value) {
        return Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail)
                .withHeader(header, value)
                .thrown();
    }
}
