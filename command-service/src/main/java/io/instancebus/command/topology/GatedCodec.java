package io.instancebus.command.topology;

import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaPending;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.serde.WireFormat;
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
     * @throws UndecodableRecord if the bytes are bad and stay bad
     * @throws RegistryUnavailable if nothing can be said about the bytes now
     */
    T decode(byte[] value, Instant now) {
        int schema = WireFormat.schemaId(value);
        return known.contains(schema) ? codec.decode(value) : decodeNew(value, schema, now);
    }

    private void keep(int schema) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.add(schema);
    }

    private T decodeNew(byte[] value, int schema, Instant now) {
        if (gate.closed(now)) {
            throw new RegistryUnavailable("The schema registry did not answer a moment ago", null);
        }
        try {
            T datum = codec.decode(value);
            keep(schema);
            gate.answered();
            return datum;
        } catch (UndecodableRecord | SchemaPending e) {
            gate.answered();
            throw e;
        } catch (RegistryUnavailable e) {
            gate.failed(now, e);
            throw e;
        }
    }
}
