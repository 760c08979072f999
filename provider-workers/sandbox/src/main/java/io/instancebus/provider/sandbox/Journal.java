package io.instancebus.provider.sandbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines that survive the process. Each append is handed to the operating system before it returns, so kill -9 loses
 * nothing; a power failure may lose the last seconds. A line is the CRC-32 of its text in eight hex digits, a space,
 * the text and a line feed. Opening the journal truncates an incomplete line at the end.
 *
 * <p>Not thread-safe. Uses a RandomAccessFile instead of a FileChannel, because an interrupt during a write closes a
 * channel.
 */
final class Journal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int CRC_DIGITS = 8;

    private final Path path;
    private RandomAccessFile file;
    private long size;
    /** Whether a failed write may have left a part of its line, which is truncated before the next. */
    private boolean torn;

    private Journal(Path path, RandomAccessFile file, long size) {
        this.path = path;
        this.file = file;
        this.size = size;
    }

    /**
     * Opens or creates a journal and passes on its texts, oldest first.
     *
     * @throws IOException also if a damaged line has complete lines after it, which no crash causes
     */
    static Journal open(Path path, Consumer<String> texts) throws IOException {
        byte[] content = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        long whole = replay(path, content, texts);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            if (whole < content.length) {
                log.atWarn()
                        .addKeyValue("file", path)
                        .addKeyValue("bytes", content.length - whole)
                        .log("Truncated the incomplete end of the sandbox journal");
                file.setLength(whole);
            }
            file.seek(whole);
            return new Journal(path, file, whole);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Appends a text without line feeds; if it throws, the journal has the same lines as before. */
    void append(String text) throws IOException {
        byte[] line = line(text);
        if (torn) {
            file.setLength(size);
            file.seek(size);
        }
        torn = true;
        file.write(line);
        torn = false;
        size += line.length;
    }

    /** Replaces the whole content by these texts, atomically. */
    void rewrite(Stream<String> texts) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(next))) {
            for (String text : (Iterable<String>) texts::iterator) {
                out.write(line(text));
            }
        }
        RandomAccessFile rewritten = new RandomAccessFile(next.toFile(), "rw");
        try {
            rewritten.getFD().sync();
            rewritten.seek(rewritten.length());
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            rewritten.close();
            throw e;
        }
        RandomAccessFile replaced = file;
        file = rewritten;
        size = rewritten.getFilePointer();
        torn = false;
        replaced.close();
    }

    long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        try (RandomAccessFile closing = file) {
            closing.getFD().sync();
        }
    }

    /** The position of the end of the last complete line. */
    private static long replay(Path path, byte[] content, Consumer<String> texts) throws IOException {
        int whole = 0;
        boolean torn = false;
        int start = 0;
        for (int at = 0; at < content.length; at++) {
            if (content[at] != '\n') {
                continue;
            }
            boolean valid = valid(content, start, at);
            if (valid && torn) {
                throw new IOException(path + " is damaged at byte " + whole + ", with complete lines after it");
            }
            if (valid) {
                int text = start + CRC_DIGITS + 1;
                texts.accept(new String(content, text, at - text, StandardCharsets.UTF_8));
                whole = at + 1;
            } else {
                torn = true;
            }
            start = at + 1;
        }
        return whole;
    }

    private static boolean valid(byte[] content, int start, int end) {
        int text = start + CRC_DIGITS + 1;
        if (text > end || content[text - 1] != ' ') {
            return false;
        }
        String written = new String(content, start, CRC_DIGITS, StandardCharsets.ISO_8859_1);
        return written.equals(checksum(content, text, end - text));
    }

    private static byte[] line(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[CRC_DIGITS + 1 + bytes.length + 1];
        byte[] crc = checksum(bytes, 0, bytes.length).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(crc, 0, line, 0, CRC_DIGITS);
        line[CRC_DIGITS] = ' ';
        System.arraycopy(bytes, 0, line, CRC_DIGITS + 1, bytes.length);
        line[line.length - 1] = '\n';
        return line;
    }

    private static String checksum(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
