package io.instancebus.faults.hostile;

import org.apache.avro.Schema;

/**
 * Bytes that harm a decoder that trusts them.
 *
 * @param name the target of the attack, in letters and hyphens
 * @param writer the schema that they claim as the writer's
 * @param body the bytes after the schema id
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
