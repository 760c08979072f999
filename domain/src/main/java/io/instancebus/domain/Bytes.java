package io.instancebus.domain;

import java.util.Arrays;

/** Bytes that are compared by content and never printed. */
public final class Bytes {
    private final byte[] content;

    public Bytes(byte[] content) {
        this.content = content.clone();
    }

    public byte[] toArray() {
        return content.clone();
    }

    public int size() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return content.length + " bytes";
    }
}
