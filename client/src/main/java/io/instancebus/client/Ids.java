package io.instancebus.client;

import java.security.SecureRandom;
import java.util.UUID;

/** Ids for commands and instances: UUIDs of version 7, which sort by the time they were made. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** A new id of 36 characters. */
    public static String next() {
        return at(System.currentTimeMillis());
    }

    static String at(long epochMilli) {
        long version = 0x7000L | RANDOM.nextInt(1 << 12);
        long variant = RANDOM.nextLong() >>> 2 | 1L << 63;
        return new UUID(epochMilli << 16 | version, variant).toString();
    }
}
