package io.instancebus.provider.docker;

import io.instancebus.domain.InstanceId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * User data as a NoCloud seed of cloud-init: files that only root can read, in a tar archive for the engine. An
 * environment variable would be visible to everyone with access to the engine.
 */
final class Seed {
    static final String FOLDER = "var/lib/cloud/seed/nocloud/";
    private static final int BLOCK = 512;

    private Seed() {}

    static byte[] archive(InstanceId instance, byte[] userData) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        file(tar, "user-data", userData);
        file(tar, "meta-data", ("instance-id: " + instance + "\n").getBytes(StandardCharsets.UTF_8));
        tar.writeBytes(new byte[2 * BLOCK]);
        return tar.toByteArray();
    }

    private static void file(ByteArrayOutputStream tar, String name, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, FOLDER + name);
        put(header, 100, "0000600");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(content.length));
        put(header, 136, "00000000000");
        header[156] = '0';
        put(header, 257, "ustar");
        put(header, 263, "00");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, "%06o\0".formatted(sum));
        tar.writeBytes(header);
        tar.writeBytes(content);
        tar.writeBytes(new byte[Math.floorMod(-content.length, BLOCK)]);
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
