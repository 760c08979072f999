package io.instancebus.command.state;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.command.state.avro.StoredAggregate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;

/**
 * The schemas of stored state by version. Each version's schemas stay as resources for as long as state of that version
 * may exist; a test fails if a schema changes without a new version.
 */
record StateSchemas(Schema aggregate, Schema command, Schema details) {
    /** The version that is written. */
    static final byte CURRENT = 5;

    static StateSchemas current() {
        return new StateSchemas(
                StoredAggregate.getClassSchema(), InstanceCommand.getClassSchema(), InstanceDetails.getClassSchema());
    }

    /** The frozen schemas of an earlier version. */
    static StateSchemas of(int version) {
        return new StateSchemas(
                resource(version, "aggregate"), resource(version, "command"), resource(version, "details"));
    }

    private static Schema resource(int version, String name) {
        String path = "v" + version + "/" + name + ".avsc";
        try (InputStream in = StateSchemas.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new UnreadableState("the schema " + path + " of the stored state is missing");
            }
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
