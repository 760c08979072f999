package io.instancebus.schemas.serde;

/**
 * The Confluent wire format: a zero byte, the schema's id in four bytes (big-endian), the Avro binary encoding.
 */
public final class WireFormat {
    /** The number of bytes before the Avro encoding. */
    public static final int PREFIX = 5;
    /** The maximum length of a value on any topic, prefix included: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;

    private WireFormat() {}

    /**
     * Returns the id of the schema that a value was written with.
     *
     * @throws UndecodableRecord if the value is too long or is not in the wire format; the message names the form that
     *     it probably has
     */
    public static int schemaId(byte[] value) {
        if (value.length > MAX_BYTES) {
            throw new UndecodableRecord(
                    "The value has " + value.length + " bytes, more than the " + MAX_BYTES + " allowed");
        }
        if (value.length == 0 || value[0] != 0) {
            throw new UndecodableRecord("Not in the Confluent wire format: " + LikelyContent.of(value));
        }
        if (value.length < PREFIX) {
            throw new UndecodableRecord("Cut off: " + value.length + " bytes, too short to hold a schema id");
        }
        return (value[1] & 0xff) << 24 | (value[2] & 0xff) << 16 | (value[3] & 0xff) << 8 | value[4] & 0xff;
    }

    static void putPrefix(byte[] value, int schemaId) {
        value[0] = 0;
        value[1] = (byte) (schemaId >>> 24);
        value[2] = (byte) (schemaId >>> 16);
        value[3] = (byte) (schemaId >>> 8);
        value[4] = (byte) schemaId;
    }
}
