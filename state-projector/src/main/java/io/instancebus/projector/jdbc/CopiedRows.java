package io.instancebus.projector.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows for PostgreSQL's COPY, in its binary format, which neither side has to escape or parse. They are sent as they
 * are added, so that the server processes the first while the last are still being written. Part of the connection's
 * transaction.
 */
final class CopiedRows {
    private static final int CHUNK = 1 << 16;
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int NULL = -1;
    private static final byte JSONB_VERSION = 1;
    /** PostgreSQL counts times from the year 2000. */
    private static final long EPOCH_MILLIS =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    private final CopyIn copy;
    private final short columns;
    private ByteBuffer bytes = ByteBuffer.allocate(2 * CHUNK);

    /**
     * @param sql {@code COPY … FROM STDIN (FORMAT binary)}
     * @param columns the number of columns of each row
     */
    CopiedRows(Connection connection, String sql, int columns) throws SQLException {
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        this.columns = (short) columns;
        bytes.put(SIGNATURE).putInt(0).putInt(0);
    }

    /** Begins a row; each of its columns follows, in their order. */
    CopiedRows row() throws SQLException {
        if (bytes.position() >= CHUNK) {
            send();
        }
        room(Short.BYTES).putShort(columns);
        return this;
    }

    /** A column of type text or json. */
    CopiedRows text(@Nullable String value) {
        if (value == null) {
            return none();
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        sized(utf8.length).put(utf8);
        return this;
    }

    CopiedRows jsonb(@Nullable String value) {
        if (value == null) {
            return none();
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        sized(1 + utf8.length).put(JSONB_VERSION).put(utf8);
        return this;
    }

    /** A column of type bigint. */
    CopiedRows number(long value) {
        sized(Long.BYTES).putLong(value);
        return this;
    }

    CopiedRows integer(@Nullable Integer value) {
        if (value == null) {
            return none();
        }
        sized(Integer.BYTES).putInt(value);
        return this;
    }

    CopiedRows truth(boolean value) {
        sized(1).put((byte) (value ? 1 : 0));
        return this;
    }

    /** A column of type timestamptz, to the millisecond. */
    CopiedRows time(@Nullable Instant value) {
        return value == null ? none() : number(TimeUnit.MILLISECONDS.toMicros(value.toEpochMilli() - EPOCH_MILLIS));
    }

    private CopiedRows none() {
        room(Integer.BYTES).putInt(NULL);
        return this;
    }

    private ByteBuffer sized(int size) {
        return room(Integer.BYTES + size).putInt(size);
    }

    private ByteBuffer room(int size) {
        if (bytes.remaining() < size) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * bytes.capacity(), bytes.position() + size));
            bytes = larger.put(bytes.flip());
        }
        return bytes;
    }

    private void send() throws SQLException {
        copy.writeToCopy(bytes.array(), 0, bytes.position());
        bytes.clear();
    }

    /** Sends the remaining rows and waits until the server has taken all. */
    void end() throws SQLException {
        room(Short.BYTES).putShort((short) -1);
        send();
        copy.endCopy();
    }

    /** Aborts the COPY after a failure elsewhere, so that the server does not wait for more. */
    void cancel() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
