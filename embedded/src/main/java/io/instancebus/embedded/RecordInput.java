package io.instancebus.embedded;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of one record, which end before those of the next. */
final class RecordInput extends InputStream {
    private final InputStream records;
    private int left;

    RecordInput(InputStream records, int size) {
        this.records = records;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        left--;
        return records.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0 && length > 0) {
            return -1;
        }
        int read = records.read(into, offset, Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = records.skip(Math.min(bytes, left));
        left -= (int) skipped;
        return skipped;
    }

    /** @throws java.io.EOFException if they are not all there */
    void skipRest() throws IOException {
        skipNBytes(left);
    }
}
