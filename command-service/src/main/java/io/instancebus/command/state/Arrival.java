package io.instancebus.command.state;

import io.instancebus.schemas.consumer.DeadLetter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that was read from the bus, with its position. Its toString does not show the content.
 *
 * @param takenAt when this service first read it, in milliseconds since 1970
 */
public record Arrival(
        String topic,
        int partition,
        long offset,
        long timestamp,
        Headers headers,
        byte @Nullable [] key,
        byte @Nullable [] value,
        long takenAt) {

    /** The first format limited the name of a header to 64 KiB. */
    private static final byte FIRST_FORMAT = 1;

    /** The second format had no {@link #takenAt}. */
    private static final byte SECOND_FORMAT = 2;

    private static final byte FORMAT = 3;

    /** The size of key, value and headers in bytes. */
    public long size() {
        return length(key) + length(value) + DeadLetter.bytes(headers);
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** The source for a dead letter. */
    public DeadLetter.Source source() {
        return new DeadLetter.Source(topic, partition, offset, null, key, value, headers);
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeUTF(topic);
            out.writeInt(partition);
            out.writeLong(offset);
            out.writeLong(timestamp);
            Header[] all = headers.toArray();
            out.writeInt(all.length);
            for (Header header : all) {
                write(out, header.key().getBytes(StandardCharsets.UTF_8));
                write(out, header.value());
            }
            write(out, key);
            write(out, value);
            out.writeLong(takenAt);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Arrival of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte format = in.readByte();
            if (format < FIRST_FORMAT || format > FORMAT) {
                throw new UnreadableState("a waiting record has format " + format);
            }
            String topic = in.readUTF();
            int partition = in.readInt();
            long offset = in.readLong();
            long timestamp = in.readLong();
            Headers headers = headers(in, format);
            byte[] key = read(in);
            byte[] value = read(in);
            long takenAt = format <= SECOND_FORMAT ? timestamp : in.readLong();
            return new Arrival(topic, partition, offset, timestamp, headers, key, value, takenAt);
        } catch (IOException e) {
            throw new UnreadableState("a waiting record is damaged", e);
        }
    }

    private static Headers headers(DataInputStream in, byte format) throws IOException {
        Headers headers = new RecordHeaders();
        for (int left = in.readInt(); left > 0; left--) {
            headers.add(format == FIRST_FORMAT ? in.readUTF() : name(in), read(in));
        }
        return headers;
    }

    private static String name(DataInputStream in) throws IOException {
        byte[] name = read(in);
        return name == null ? "" : new String(name, StandardCharsets.UTF_8);
    }

    private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
