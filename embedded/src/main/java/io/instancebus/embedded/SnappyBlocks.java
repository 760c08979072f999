package io.instancebus.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * The blocks of a batch that is compressed by Snappy, each of which begins with its own unpacked length: one block that
 * is all of the data, or, behind a header, any number of them with their packed lengths.
 */
final class SnappyBlocks {
    private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
    private static final int VERSIONS = 2 * Integer.BYTES;

    private SnappyBlocks() {}

    /**
     * Reads what the blocks claim, and unpacks none of them.
     *
     * @param packed is left as it is
     * @throws IOException if they claim more than the bound together, or more than is there
     */
    static void check(ByteBuffer packed, int bound) throws IOException {
        ByteBuffer data = packed.duplicate();
        if (!startsWithMagic(data)) {
            requireWithin(unpackedLength(data), bound);
            return;
        }
        data.position(Math.min(MAGIC.length + VERSIONS, data.limit()));
        long total = 0;
        while (data.remaining() >= Integer.BYTES) {
            int length = data.getInt();
            if (length <= 0 || length > data.remaining()) {
                throw new IOException("a block of Snappy claims a length of " + length);
            }
            total += unpackedLength(data.slice(data.position(), length));
            requireWithin(total, bound);
            data.position(data.position() + length);
        }
    }

    private static boolean startsWithMagic(ByteBuffer data) {
        byte[] first = new byte[Math.min(MAGIC.length, data.remaining())];
        data.get(data.position(), first);
        return Arrays.equals(first, MAGIC);
    }

    private static long unpackedLength(ByteBuffer block) {
        return Integer.toUnsignedLong(ByteUtils.readUnsignedVarint(block));
    }

    private static void requireWithin(long length, int bound) throws IOException {
        if (length > bound) {
            throw new IOException("blocks of Snappy claim to unpack to " + length + " bytes, allowed are " + bound);
        }
    }
}
