package io.instancebus.faults.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Looks for secrets by their value: in files, byte by byte, as they are and in the usual disguises. */
public final class Disclosures {
    private static final int BLOCK = 1 << 20;

    private final List<byte[]> patterns = new ArrayList<>();

    /** @param mark what each secret contains, and nothing else does; ASCII */
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

    /** What the mark is in Base64 wherever it begins: without the ends, which depend on its neighbours. */
    private static byte[] base64(byte[] mark, int offset) {
        byte[] shifted = new byte[mark.length + offset];
        System.arraycopy(mark, 0, shifted, offset, mark.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        return text.substring(offset == 0 ? 0 : offset + 1, text.length() - 2).getBytes(StandardCharsets.US_ASCII);
    }

    /** @param except the folder in which the secrets are kept */
    public Verdict search(List<Path> folders, Path except) {
        List<String> broken = new ArrayList<>();
        long looked = 0;
        for (Path folder : folders) {
            try (var files = Files.walk(folder)) {
                List<Path> all = files.filter(Files::isRegularFile)
                        .filter(file -> !file.startsWith(except))
                        .toList();
                for (Path file : all) {
                    looked++;
                    if (in(file)) {
                        broken.add("a secret is in " + file);
                    }
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return new Verdict("no secret in any file", looked, broken);
    }

    private boolean in(Path file) throws IOException {
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
        }
    }

    /** Whether a secret is in these bytes. */
    public boolean in(byte[] bytes) {
        return in(bytes, bytes.length);
    }

    private boolean in(byte[] bytes, int length) {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        return patterns.stream().anyMatch(pattern -> text.contains(new String(pattern, StandardCharsets.ISO_8859_1)));
    }
}
