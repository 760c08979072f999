package io.instancebus.faults.check;

import io.instancebus.schemas.consumer.DeadLetter;
import java.nio.charset.StandardCharsets;

/**
 * An undecodable value that the broker accepted.
 *
 * @param value the value as text, one character for each byte (ISO 8859-1)
 * @param letters the expected number of its dead letters
 */
public record Spoiled(String value, Letters letters) {
    /** The number of dead letters that a reader of the topic publishes for a record. */
    public enum Letters {
        /** One: the reader publishes it in the transaction that moves its offset. */
        ONE,
        /** One or more: the reader may publish it again after a crash. */
        SOME,
        /** Any number: the reader may skip the record. */
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

    /** The digest, which identifies a dead letter whose value may be withheld. */
    String digest() {
        return DeadLetter.sha256(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A value as text. */
    public static String text(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1);
    }
}
