package io.instancebus.worker.run;

import io.instancebus.provider.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Replaces the secrets of a run in its output by three asterisks. This prevents accidental disclosure; it does not stop
 * a command line that intends to disclose a secret, which can print it in another form (Base64, a character a line). A
 * text of fewer than {@value #SHORTEST} characters is not replaced, because it may occur anywhere by chance. In a text
 * with several lines, each line of at least {@value #SHORTEST_LINE} characters is a secret too. Takes linear time in
 * the text, for each of at most {@value #MOST} secrets. Closing it wipes them.
 */
final class Redaction implements AutoCloseable {
    static final int SHORTEST = 4;
    static final int SHORTEST_LINE = 16;
    static final int MOST = 512;
    /** Not longer than the shortest secret, so that a text never grows. */
    private static final String MARK = "***";

    private final List<char[]> secrets = new ArrayList<>();

    void add(Secret secret) {
        char[] text = secret.chars();
        keep(text, 0, text.length, SHORTEST);
        int begin = 0;
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '\n') {
                keep(text, begin, at, SHORTEST_LINE);
                begin = at + 1;
            }
        }
        if (begin > 0) {
            keep(text, begin, text.length, SHORTEST_LINE);
        }
        Arrays.fill(text, '\0');
    }

    private void keep(char[] text, int from, int to, int shortest) {
        int begin = from;
        int end = to;
        while (begin < end && Character.isWhitespace(text[begin])) {
            begin++;
        }
        while (begin < end && Character.isWhitespace(text[end - 1])) {
            end--;
        }
        if (end - begin >= shortest && secrets.size() < MOST) {
            secrets.add(Arrays.copyOfRange(text, begin, end));
        }
    }

    /** @param cut whether the text was cut at its end, where the beginning of a secret may remain */
    String of(String text, boolean cut) {
        BitSet secret = new BitSet();
        secrets.forEach(each -> mark(secret, text, each, cut));
        if (secret.isEmpty()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int begin = secret.nextSetBit(at);
            if (begin < 0) {
                return shown.append(text, at, text.length()).toString();
            }
            shown.append(text, at, begin).append(MARK);
            at = secret.nextClearBit(begin);
        }
        return shown.toString();
    }

    /** Knuth, Morris and Pratt: reads the text once, even if the secret repeats itself. */
    private static void mark(BitSet marks, String text, char[] secret, boolean cut) {
        int[] borders = borders(secret);
        int matched = 0;
        for (int at = 0; at < text.length(); at++) {
            matched = next(secret, borders, matched, text.charAt(at));
            if (matched == secret.length) {
                marks.set(at + 1 - matched, at + 1);
                matched = borders[matched];
            }
        }
        if (cut && matched >= SHORTEST) {
            marks.set(text.length() - matched, text.length());
        }
    }

    private static int next(char[] secret, int[] borders, int matched, char read) {
        int length = matched;
        while (length > 0 && secret[length] != read) {
            length = borders[length];
        }
        return secret[length] == read ? length + 1 : 0;
    }

    /** For each length of a prefix of the secret, the longest shorter prefix that it ends with. */
    private static int[] borders(char[] secret) {
        int[] borders = new int[secret.length + 1];
        for (int length = 1; length < secret.length; length++) {
            borders[length + 1] = next(secret, borders, borders[length], secret[length]);
        }
        return borders;
    }

    @Override
    public void close() {
        secrets.forEach(secret -> Arrays.fill(secret, '\0'));
        secrets.clear();
    }
}
