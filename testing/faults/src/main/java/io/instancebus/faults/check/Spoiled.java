package io.instancebus.faults.check;

import io.instancebus.schemas.consumer.DeadLetter;
import java.nio.charset.StandardCharsets;

/**
 * A value that no reader can understand, which the broker took.
 *
 * @param value as text, byte for byte (ISO 8859-1)
 * @param letters how often it is to lie among the dead letters
 */
public record Spoiled(String value, Letters letters) {
    /** How often a reader of the topic puts a record aside. */
    public enum Letters {
        /** It does so in the transaction that moves its offset. */
        ONE,
        /** It may do so once more after a crash. */
        SOME,
        /** It may pass the record over. */
        ANY;

        boolean fit(int count) {
            return switch (this) {
                case ONE -> count == 1;
                case SOME -> count >= 1;
                case ANY -> true;
            };
        }
    }

    public Spoiled(byte[] value, Letters letters) {
        this(text(value), letters);
    }

    /** By which it is known among the dead letters, where its value may be withheld. */
    String digest() {
        return DeadLetter.sha256(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A value as text. */
    public static String text(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1);
    }
}
