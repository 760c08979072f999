package io.instancebus.schemas.serde;

/** Guesses the form of a value that is not in the wire format from its first bytes, without repeating any of them. */
final class LikelyContent {
    private LikelyContent() {}

    static String of(byte[] value) {
        if (value.length == 0) {
            return "the value is empty";
        }
        if (begins(value, 'O', 'b', 'j', 1)) {
            return "it looks like an Avro container file (Obj1), schema included; send the datum alone";
        }
        if (begins(value, 0xc3, 0x01)) {
            return "it looks like Avro single-object encoding (c301), which names no registry id";
        }
        if (begins(value, 0x1f, 0x8b)) {
            return "it looks like gzip; compress with the producer's compression.type instead";
        }
        if (value[0] == 1 && value.length >= 17) {
            return "its first byte is 1, as when a serializer puts the schema's GUID before the datum";
        }
        return text(value);
    }

    private static String text(byte[] value) {
        int first = firstVisible(value);
        if (first == '{' || first == '[') {
            return "it looks like JSON text";
        }
        if (first == '<') {
            return "it looks like XML text";
        }
        if (printable(value)) {
            return "it looks like plain text";
        }
        return "its first byte is 0x%02x instead of 0; perhaps plain Avro without the prefix"
                .formatted(value[0] & 0xff);
    }

    private static int firstVisible(byte[] value) {
        for (byte b : value) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b;
            }
        }
        return ' ';
    }

    private static boolean printable(byte[] value) {
        for (int i = 0; i < Math.min(value.length, 64); i++) {
            boolean control =
                    value[i] >= 0 && value[i] < ' ' && value[i] != '\t' && value[i] != '\r' && value[i] != '\n';
            if (control || value[i] == 0x7f) {
                return false;
            }
        }
        return value[0] > 0;
    }

    private static boolean begins(byte[] value, int... prefix) {
        if (value.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((value[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
