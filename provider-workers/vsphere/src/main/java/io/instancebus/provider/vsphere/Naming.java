package io.instancebus.provider.vsphere;

import io.instancebus.domain.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The native ids and the names of machines. */
final class Naming {
    /** vCenter's limit for the name of a machine. */
    private static final int LONGEST = 80;

    private static final Pattern MARKED = Pattern.compile(".*-([0-9a-f]{12})");

    private Naming() {}

    /** The native id of the instance with this request key; always the same. */
    static String nativeId(String requestKey) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(requestKey.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(hash);
            long most = (bytes.getLong() & ~0xF000L) | 0x8000L;
            long least = (bytes.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            return new UUID(most, least).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The part of a native id that is in the machine's name. */
    static String mark(String nativeId) {
        return nativeId.substring(Math.max(0, nativeId.length() - 12));
    }

    /** The name of the machine: the requested name and the mark. */
    static String machine(@Nullable String wanted, String nativeId) {
        String base = wanted == null || wanted.isBlank() ? "instance" : wanted.replaceAll("[%/\\\\\\p{Cntrl}]", "-");
        int room = LONGEST - 1 - mark(nativeId).length();
        return Text.cut(base, room) + "-" + mark(nativeId);
    }

    /** The mark in a machine's name, if it has one. */
    static Optional<String> markIn(@Nullable String machine) {
        if (machine == null) {
            return Optional.empty();
        }
        Matcher matcher = MARKED.matcher(machine);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
