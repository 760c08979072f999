package io.instancebus.command.topology;

import io.instancebus.command.state.Arrival;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.serde.WireFormat;
import java.util.LinkedHashSet;
import java.util.function.IntConsumer;

/**
 * The schemas of records that wait behind others, to be requested from the registry before their turn comes. Then each
 * record has either a known schema or one refusal behind it when its turn comes. Bounded; a schema over the bound is
 * requested at its record's turn.
 */
final class AskedAhead {
    private static final int MOST = 10_000;

    private final LinkedHashSet<Integer> schemas = new LinkedHashSet<>();

    void add(Arrival arrival) {
        byte[] value = arrival.value();
        if (value != null && schemas.size() < MOST) {
            try {
                schemas.add(WireFormat.schemaId(value));
            } catch (UndecodableRecord e) {
                // The record names no schema; its turn will show that.
            }
        }
    }

    /**
     * Requests the next schema.
     *
     * @param question the request; if it throws, the schema stays in the queue
     * @return whether there was a schema to request
     */
    boolean next(IntConsumer question) {
        if (schemas.isEmpty()) {
            return false;
        }
        question.accept(schemas.getFirst());
        schemas.removeFirst();
        return true;
    }
}
