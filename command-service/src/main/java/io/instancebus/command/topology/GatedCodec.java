package io.instancebus.command.topology;

import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaPending;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.serde.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** Decodes values, and requests an unknown schema from the registry only while the gate is open. Not thread-safe. */
final class GatedCodec<T extends SpecificRecord> {
    private static final int MOST = 1_000;

    private final AvroCodec<T> codec;
    private final RegistryGate gate;
    private final Set<Integer> known = new HashSet<>();

    GatedCodec(AvroCodec<T> codec, RegistryGate gate) {
        this.codec = codec;
        this.gate = gate;
    }

    /**
     * @param waited how long the record has waited for its schema
     * @throws UndecodableRecord if the bytes can never be decoded
     * @throws RegistryUnavailable if the bytes cannot be decoded now
     */
    T decode(byte[] value, Duration waited, Instant now) {
        int schema = WireFormat.schemaId(value);
        return known.contains(schema) ? codec.decode(value, waited) : decodeNew(value, schema, waited, now);
    }

    /**
     * Requests the schema of a record whose turn comes later.
     *
     * @throws RegistryUnavailable if the registry is unavailable
     */
    void askAhead(int schema, Instant now) {
        try {
            codec.askAhead(schema);
        } catch (RegistryUnavailable e) {
            gate.failed(now, e);
            throw e;
        }
    }

    private void keep(int schema) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.add(schema);
    }

    private T decodeNew(byte[] value, int schema, Duration waited, Instant now) {
        if (gate.closed(now)) {
            throw new RegistryUnavailable("The schema registry did not answer a moment ago", null);
        }
        try {
            T datum = codec.decode(value, waited);
            keep(schema);
            gate.answered(now);
            return datum;
        } catch (UndecodableRecord | SchemaPending e) {
            gate.answered(now);
            throw e;
        } catch (RegistryUnavailable e) {
            gate.failed(now, e);
            throw e;
        }
    }
}
