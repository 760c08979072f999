package io.instancebus.projector.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows for PostgreSQL's COPY, in its text format. They are sent as they are added, so that the server processes the
 * first while the last are still being written. Part of the connection's transaction.
 */
final class CopiedRows {
    private static final int CHUNK = 1 << 16;

    private final CopyIn copy;
    private final StringBuilder text = new StringBuilder(CHUNK + 4_096);
    private boolean first = true;

    /** @param sql {@code COPY … FROM STDIN} */
    CopiedRows(Connection connection, String sql) throws SQLException {
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    }

    CopiedRows text(@Nullable String value) {
        separate();
        if (value == null) {
            text.append("\\N");
        } else {
            escape(value);
        }
        return this;
    }

    CopiedRows number(long value) {
        separate();
        text.append(value);
        return this;
    }

    /** A time, to the millisecond. */
    CopiedRows time(Instant value) {
        return text(Instant.ofEpochMilli(value.toEpochMilli()).toString());
    }

    private void separate() {
        if (!first) {
            text.append('\t');
        }
        first = false;
    }

    private void escape(String value) {
        for (int index = 0; index < value.length(); index++) {
            char each = value.charAt(index);
            switch (each) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(each);
            }
        }
    }

    void endRow() throws SQLException {
        text.append('\n');
        first = true;
        if (text.length() >= CHUNK) {
            send();
        }
    }

    private void send() throws SQLException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        text.setLength(0);
    }

    /** Sends the remaining rows and waits until the server has taken all. */
    void end() throws SQLException {
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
