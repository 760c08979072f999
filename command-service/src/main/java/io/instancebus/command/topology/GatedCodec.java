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

/** Decodes values, and asks the registry about a schema not seen before only while its gate is open. One thread's. */
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
     * @param waited how long the record has waited to be read
     * @throws UndecodableRecord if the bytes are bad and stay bad
     * @throws RegistryUnavailable if nothing can be said about the bytes now
     */
    T decode(byte[] value, Duration waited, Instant now) {
        int schema = WireFormat.schemaId(value);
        return known.contains(schema) ? codec.decode(value, waited) : decodeNew(value, schema, waited, now);
    }

    /**
     * Asks for the schema of a record that is to be decoded after others.
     *
     * @throws RegistryUnavailable if the registry is away
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
