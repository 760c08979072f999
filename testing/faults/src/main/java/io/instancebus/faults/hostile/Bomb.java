package io.instancebus.faults.hostile;

import org.apache.avro.Schema;

/**
 * Bytes that do harm to a decoder which believes them.
 *
 * @param name what they attack, of letters and hyphens
 * @param writer the schema that they claim to be written with
 * @param body what follows the schema's number
 */
public record Bomb(String name, Schema writer, byte[] body) {
    private static final int PREFIX = 5;

    /** A value in the Confluent wire format. */
    public byte[] value(int schemaId) {
        byte[] value = new byte[PREFIX + body.length];
        for (int index = 1; index < PREFIX; index++) {
            value[index] = (byte) (schemaId >>> 8 * (PREFIX - 1 - index));
        }
        System.arraycopy(body, 0, value, PREFIX, body.length);
        return value;
    }
}
