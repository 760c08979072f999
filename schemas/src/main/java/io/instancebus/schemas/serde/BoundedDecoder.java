package io.instancebus.schemas.serde;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * A decoder of Avro's binary encoding of one value in memory. It compares a length with the remaining bytes before it
 * allocates anything, and all arrays and maps of a value together hold at most one item for each of its bytes. Avro's
 * own decoder allows two gigabytes for each, and throws other exceptions beyond that.
 */
final class BoundedDecoder extends Decoder {
    private final byte[] bytes;
    private final int end;
    private int position;
    private long itemsLeft;

    /** A decoder of the bytes from {@code start} to the end. */
    BoundedDecoder(byte[] bytes, int start) {
        this.bytes = bytes;
        this.end = bytes.length;
        this.position = start;
        this.itemsLeft = (long) end - start;
    }

    boolean isEnd() {
        return position == end;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        return next() == 1;
    }

    @Override
    public int readInt() throws IOException {
        int read = next();
        int value = read & 0x7f;
        for (int shift = 7; read < 0; shift += 7) {
            if (shift > 28) {
                throw new IOException("an int of more than 5 bytes");
            }
            read = next();
            value |= (read & 0x7f) << shift;
        }
        return (value >>> 1) ^ -(value & 1);
    }

    @Override
    public long readLong() throws IOException {
        int read = next();
        long value = read & 0x7f;
        for (int shift = 7; read < 0; shift += 7) {
            if (shift > 63) {
                throw new IOException("a long of more than 10 bytes");
            }
            read = next();
            value |= (read & 0x7fL) << shift;
        }
        return (value >>> 1) ^ -(value & 1);
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat((int) littleEndian(Float.BYTES));
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(littleEndian(Double.BYTES));
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(take(length()));
    }

    @Override
    public String readString() throws IOException {
        int length = length();
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    @Override
    public void skipString() throws IOException {
        skip(length());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        return ByteBuffer.wrap(take(length()));
    }

    @Override
    public void skipBytes() throws IOException {
        skip(length());
    }

    @Override
    public void readFixed(byte[] into, int start, int length) throws IOException {
        require(length);
        System.arraycopy(bytes, position, into, start, length);
        position += length;
    }

    @Override
    public void skipFixed(int length) throws IOException {
        skip(require(length));
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return block();
    }

    @Override
    public long arrayNext() throws IOException {
        return block();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return block();
    }

    @Override
    public long mapNext() throws IOException {
        return block();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    /** The number of items in the next block; 0 after the last. A negative count precedes the block's size in bytes. */
    private long block() throws IOException {
        long count = readLong();
        if (count < 0) {
            require(readLong());
            count = -count;
        }
        return counted(count);
    }

    /**
     * Skips the blocks that give their size; returns the number of items in the first block that does not, or 0 after
     * the last.
     */
    private long skipBlocks() throws IOException {
        long count = readLong();
        while (count < 0) {
            skip(require(readLong()));
            count = readLong();
        }
        return counted(count);
    }

    private long counted(long count) throws IOException {
        if (count < 0 || count > itemsLeft) {
            throw new IOException("an array or map of more items than the value has bytes");
        }
        itemsLeft -= count;
        return count;
    }

    private byte next() throws IOException {
        if (position == end) {
            throw new EOFException("the value ends too soon");
        }
        return bytes[position++];
    }

    private long littleEndian(int length) throws IOException {
        require(length);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (bytes[position++] & 0xffL) << (8 * i);
        }
        return value;
    }

    private void skip(int length) {
        position += length;
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return taken;
    }

    private int length() throws IOException {
        return require(readLong());
    }

    private int require(long length) throws IOException {
        if (length < 0 || length > end - position) {
            throw new EOFException("a length of " + length + " where " + (end - position) + " bytes are left");
        }
        return (int) length;
    }
}
