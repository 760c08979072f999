package io.instancebus.worker.ssh;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Normalises the text of a private key after editors and mail: byte-order marks, line ends of any system, indented
 * lines.
 */
final class KeyText {
    private KeyText() {}

    /** The same key with line feeds, and without surrounding text. Characters that occur in no key may be damaged. */
    static String plain(byte[] key) {
        return decoded(key)
                .lines()
                .map(String::strip)
                .collect(Collectors.joining("\n", "", "\n"))
                .stripLeading();
    }

    private static String decoded(byte[] key) {
        if (startsWith(key, 0xEF, 0xBB, 0xBF)) {
            return text(key, 3, StandardCharsets.ISO_8859_1);
        }
        if (startsWith(key, 0xFF, 0xFE)) {
            return text(key, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(key, 0xFE, 0xFF)) {
            return text(key, 2, StandardCharsets.UTF_16BE);
        }
        return text(key, 0, StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] key, int offset, Charset charset) {
        return new String(key, offset, key.length - offset, charset);
    }

    private static boolean startsWith(byte[] key, int... first) {
        if (key.length < first.length) {
            return false;
        }
        for (int i = 0; i < first.length; i++) {
            if ((key[i] & 0xFF) != first[i]) {
                return false;
            }
        }
        return true;
    }

    /** The problem of a text that is not a readable private key; empty if the text does not show it. */
    static String complaint(String text) {
        if (text.isBlank()) {
            return "it is empty";
        }
        if (text.startsWith("PuTTY-User-Key-File")) {
            return "it is in PuTTY's own format; export it as an OpenSSH key";
        }
        if (text.startsWith("ssh-")
                || text.startsWith("ecdsa-sha2-")
                || text.contains("BEGIN PUBLIC KEY")
                || text.contains("BEGIN SSH2 PUBLIC KEY")) {
            return "it is a public key";
        }
        if (!text.contains("-----BEGIN ")) {
            return "it has no line -----BEGIN … PRIVATE KEY-----";
        }
        return "";
    }
}
