package io.instancebus.provider.docker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads one HTTP/1.1 response: its head at once, its body as it arrives. A body that ends early is an EOFException,
 * never a short body.
 */
final class AnswerReader extends InputStream {
    private static final int LONGEST_LINE = 64 << 10;
    private static final int MOST_HEADERS = 200;

    private enum Framing {
        LENGTH,
        CHUNKS,
        UNTIL_CLOSED
    }

    private final InputStream in;
    private final int status;
    private final String reason;
    private final Map<String, List<String>> headers;
    private final Framing framing;
    /** The unread bytes of the body, or of the current chunk. */
    private long left;

    private boolean ended;

    AnswerReader(InputStream connection) throws IOException {
        this.in = new BufferedInputStream(connection);
        String[] words;
        Map<String, List<String>> read;
        do {
            words = line().split(" ", 3);
            if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5][0-9]{2}")) {
                throw new IOException("the answer is not HTTP");
            }
            read = headers();
        } while (words[1].startsWith("1"));
        this.status = Integer.parseInt(words[1]);
        this.reason = words.length > 2 ? words[2] : "";
        this.headers = read;
        boolean bodiless = status == 204 || status == 304;
        if (!bodiless && first("Transfer-Encoding").equalsIgnoreCase("chunked")) {
            framing = Framing.CHUNKS;
        } else if (bodiless || !first("Content-Length").isEmpty()) {
            framing = Framing.LENGTH;
            left = bodiless ? 0 : length(first("Content-Length"), 10);
            ended = left == 0;
        } else {
            framing = Framing.UNTIL_CLOSED;
            left = Long.MAX_VALUE;
        }
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    Map<String, List<String>> answerHeaders() {
        return headers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (framing == Framing.CHUNKS && left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            if (framing != Framing.UNTIL_CLOSED) {
                throw new EOFException("the answer is incomplete");
            }
            ended = true;
            return -1;
        }
        if (framing != Framing.UNTIL_CLOSED) {
            left -= count;
        }
        if (left == 0 && framing == Framing.CHUNKS) {
            expect(line().isEmpty());
        } else if (left == 0) {
            ended = true;
        }
        return count;
    }

    private void nextChunk() throws IOException {
        left = length(line().split(";", 2)[0].strip(), 16);
        if (left == 0) {
            headers();
            ended = true;
        }
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> read = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int count = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            expect(colon > 0 && ++count <= MOST_HEADERS);
            read.computeIfAbsent(line.substring(0, colon), unseen -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return read;
    }

    private String first(String name) {
        return headers.getOrDefault(name, List.of("")).getFirst();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new EOFException("the answer is incomplete");
            }
            line.write(each);
            expect(line.size() <= LONGEST_LINE);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static long length(String digits, int radix) throws IOException {
        try {
            long length = Long.parseLong(digits, radix);
            expect(length >= 0);
            return length;
        } catch (NumberFormatException e) {
            throw new IOException("the answer is not HTTP", e);
        }
    }

    private static void expect(boolean condition) throws IOException {
        if (!condition) {
            throw new IOException("the answer is not HTTP");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
