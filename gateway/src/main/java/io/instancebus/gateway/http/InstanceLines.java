package io.instancebus.gateway.http;

import io.instancebus.gateway.json.InstanceJson;
import io.instancebus.gateway.json.Json;
import io.instancebus.view.InstanceRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Writes a line for each instance, and a last line that says how the list ended. */
final class InstanceLines {
    private static final int CHUNK = 32 * 1024;

    private final OutputStream out;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(2 * CHUNK);
    private final JsonGenerator json =
            Json.MAPPER.writer().withRootValueSeparator("").createGenerator(chunk);
    private int count;
    private @Nullable String last;

    InstanceLines(OutputStream out) {
        this.out = out;
    }

    /** Blocks while the client does not read. */
    void add(InstanceRow row) throws IOException {
        json.writeTree(InstanceJson.of(row));
        endLine();
        count++;
        last = row.instanceId();
        if (chunk.size() >= CHUNK) {
            pass();
        }
    }

    /** The number of instances so far. */
    int count() {
        return count;
    }

    /** The id of the last instance; there must be one. */
    String last() {
        return Objects.requireNonNull(last);
    }

    /**
     * Writes the last line, and returns when the connection has all lines.
     *
     * @param next the cursor of the rest; null if there is none
     * @param problem why the list ended before the rest; null if the caller wanted no more
     */
    void end(@Nullable String next, @Nullable ObjectNode problem) throws IOException {
        ObjectNode line = Json.object().put("next", next);
        if (problem != null) {
            line.set("problem", problem);
        }
        json.writeTree(line);
        endLine();
        pass();
        out.flush();
    }

    private void endLine() {
        json.writeRaw('\n');
        json.flush();
    }

    private void pass() throws IOException {
        chunk.writeTo(out);
        chunk.reset();
    }
}
