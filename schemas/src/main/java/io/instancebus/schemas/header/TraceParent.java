package io.instancebus.schemas.header;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/**
 * W3C trace context, version 00: the trace of a record, and the span that wrote the record.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param parentId 16 lower-case hexadecimal digits, not all zero
 * @param sampled whether the trace is recorded
 */
public record TraceParent(String traceId, String parentId, boolean sampled) {
    public static final String HEADER = "traceparent";

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final int TRACE_DIGITS = 32;
    private static final int PARENT_DIGITS = 16;

    public TraceParent {
        if (!isId(traceId, TRACE_DIGITS) || !isId(parentId, PARENT_DIGITS)) {
            throw new IllegalArgumentException("not a trace id and a parent id");
        }
    }

    /** A new trace. */
    public static TraceParent start(boolean sampled) {
        return new TraceParent(randomHex(16), randomHex(8), sampled);
    }

    /** Parses the header; empty if it is malformed. Then it is ignored: no record fails because of its trace. */
    public static Optional<TraceParent> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || !versionAllows(matcher)) {
            return Optional.empty();
        }
        String traceId = matcher.group(2);
        String parentId = matcher.group(3);
        if (!isId(traceId, TRACE_DIGITS) || !isId(parentId, PARENT_DIGITS)) {
            return Optional.empty();
        }
        boolean sampled = (HexFormat.fromHexDigits(matcher.group(4)) & 1) == 1;
        return Optional.of(new TraceParent(traceId, parentId, sampled));
    }

    /** Version ff is forbidden, and only later versions may have more parts than 00. */
    private static boolean versionAllows(Matcher matcher) {
        String version = matcher.group(1);
        return !version.equals("ff") && (matcher.group(5) == null || !version.equals("00"));
    }

    /** No regular expression, because this runs for every written record. */
    private static boolean isId(String text, int digits) {
        boolean zero = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
            zero &= c == '0';
        }
        return text.length() == digits && !zero;
    }

    public static Optional<TraceParent> from(Headers headers) {
        return TextHeaders.get(headers, HEADER).flatMap(TraceParent::parse);
    }

    /** A new span of the same trace. */
    public TraceParent child() {
        return new TraceParent(traceId, randomHex(8), sampled);
    }

    public void writeTo(Headers headers) {
        TextHeaders.put(headers, HEADER, toString());
    }

    /** The value of the header. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + parentId + (sampled ? "-01" : "-00");
    }

    private static String randomHex(int bytes) {
        byte[] random = new byte[bytes];
        do {
            ThreadLocalRandom.current().nextBytes(random);
        } while (allZero(random));
        return HexFormat.of().formatHex(random);
    }

    private static boolean allZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
