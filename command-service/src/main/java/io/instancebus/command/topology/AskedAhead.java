package io.instancebus.command.topology;

import io.instancebus.command.state.Arrival;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.serde.WireFormat;
import java.util.LinkedHashSet;
import java.util.function.IntConsumer;

/**
 * The schemas that the registry is yet to be asked for because records that were written with them wait behind others.
 * So it has refused the id of a record once before the record's turn comes, or the record needs no question. Bounded: what
 * finds no room is asked for when its turn comes.
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
                // It names none, which its turn will show.
            }
        }
    }

    /**
     * Puts the next question.
     *
     * @param question keeps the schema among those to be asked for when it throws
     * @return whether there was one
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
