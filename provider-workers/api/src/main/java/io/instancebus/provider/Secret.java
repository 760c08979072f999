package io.instancebus.provider;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A secret in memory, overwritten with zeros when closed. {@link #toString()} never shows it. */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    /** Takes ownership of the array, which is wiped with this secret. */
    public Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy; the caller wipes it. */
    public synchronized byte[] bytes() {
        requireOpen();
        return bytes.clone();
    }

    /** The secret as UTF-8 text in a new array; the caller wipes it. */
    public synchronized char[] chars() {
        requireOpen();
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        char[] chars = new char[decoded.remaining()];
        decoded.get(chars);
        Arrays.fill(decoded.array(), '\0');
        return chars;
    }

    /** The length in bytes. */
    public int size() {
        return bytes.length;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The secret is closed");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
