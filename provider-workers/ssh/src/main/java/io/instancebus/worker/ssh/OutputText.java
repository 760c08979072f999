package io.instancebus.worker.ssh;

import java.nio.charset.StandardCharsets;

/** Converts a command's output to text. */
final class OutputText {
    private static final int LONGEST_LINE = 500;

    private OutputText() {}

    /** The first bytes as UTF-8. A character that the end cuts is omitted; invalid UTF-8 becomes U+FFFD. */
    static String of(byte[] bytes, int offset, int length, boolean cut) {
        int end = cut ? lastWhole(bytes, offset, offset + length) : offset + length;
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    /** Other output of a target in one line for a message: without control characters, at most 500 characters. */
    static String line(BoundedOutput said) {
        byte[] bytes = said.bytes();
        return line(of(bytes, 0, bytes.length, said.truncated()));
    }

    /** A target's text in one line for a message: without control and formatting characters, at most 500 characters. */
    static String line(String said) {
        String text =
                said.replaceAll("[\\p{Cntrl}\\p{Cf}\\s\u2028\u2029]+", " ").strip();
        if (text.length() <= LONGEST_LINE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_LINE - 2)) ? LONGEST_LINE - 2 : LONGEST_LINE - 1;
        return text.substring(0, end) + "…";
    }

    private static int lastWhole(byte[] bytes, int start, int end) {
        for (int back = 1; back <= 3 && end - back >= start; back++) {
            int each = bytes[end - back] & 0xFF;
            if (each >= 0xC0) {
                return back < sequenceLength(each) ? end - back : end;
            }
            if (each < 0x80) {
                return end;
            }
        }
        return end;
    }

    private static int sequenceLength(int lead) {
        if (lead >= 0xF0) {
            return 4;
        }
        return lead >= 0xE0 ? 3 : 2;
    }
}
