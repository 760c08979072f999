package io.instancebus.faults.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Searches files for secrets byte by byte, in clear and in the usual encodings. */
public final class Disclosures {
    private static final int BLOCK = 1 << 20;

    private final List<byte[]> patterns = new ArrayList<>();

    /** @param mark the mark that every secret contains and nothing else does; ASCII */
    public Disclosures(String mark) {
        byte[] bytes = mark.getBytes(StandardCharsets.US_ASCII);
        patterns.add(bytes);
        patterns.add(mark.getBytes(StandardCharsets.UTF_16LE));
        patterns.add(HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        patterns.add(HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
        for (int offset = 0; offset < 3; offset++) {
            patterns.add(base64(bytes, offset));
        }
    }

    /** The mark in Base64 at this offset, without the ends, which depend on the bytes around it. */
    private static byte[] base64(byte[] mark, int offset) {
        byte[] shifted = new byte[mark.length + offset];
        System.arraycopy(mark, 0, shifted, offset, mark.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        return text.substring(offset == 0 ? 0 : offset + 1, text.length() - 2).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Searches every file in these folders.
     *
     * @param kept the folder in which the secrets are stored; the search must find them there, which proves that it
     *     works
     */
    public Verdict search(List<Path> folders, Path kept) {
        List<String> broken = new ArrayList<>();
        long looked = 0;
        boolean found = false;
        for (Path folder : folders) {
            for (Path file : files(folder)) {
                if (file.startsWith(kept)) {
                    found |= in(file);
                    continue;
                }
                looked++;
                if (in(file)) {
                    broken.add("a secret is in " + file);
                }
            }
        }
        return found
                ? Verdict.of(Rule.NO_SECRET_IN_FILES, looked, broken)
                : new Verdict.NotLookedAt(
                        Rule.NO_SECRET_IN_FILES, "the search found no secret in " + kept + ", where the secrets are");
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return files;
    }

    private boolean in(Path file) {
        int overlap =
                patterns.stream().mapToInt(pattern -> pattern.length).max().orElseThrow();
        byte[] window = new byte[BLOCK + overlap];
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            while (true) {
                int read = in.readNBytes(window, kept, BLOCK);
                if (in(window, kept + read)) {
                    return true;
                }
                if (read < BLOCK) {
                    return false;
                }
                System.arraycopy(window, kept + read - overlap, window, 0, overlap);
                kept = overlap;
            }
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether a secret is in the key or value of a record, or in the name or value of a header. */
    public boolean in(ConsumerRecord<byte[], byte[]> record) {
        if (in(record.key()) || in(record.value())) {
            return true;
        }
        for (Header header : record.headers()) {
            if (in(header.key().getBytes(StandardCharsets.UTF_8)) || in(header.value())) {
                return true;
            }
        }
        return false;
    }

    private boolean in(byte @Nullable [] bytes) {
        return bytes != null && in(bytes, bytes.length);
    }

    private boolean in(byte[] bytes, int length) {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        return patterns.stream().anyMatch(pattern -> text.contains(new String(pattern, StandardCharsets.ISO_8859_1)));
    }
}
