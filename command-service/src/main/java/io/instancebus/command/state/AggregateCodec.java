package io.instancebus.command.state;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.command.state.avro.StoredAggregate;
import io.instancebus.command.state.avro.StoredLive;
import io.instancebus.command.state.avro.StoredRemnant;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Instance;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.ProviderType;
import io.instancebus.mapping.ValueMapping;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the stored state of an instance: one byte with the version; from version 2 on eight bytes with the due time,
 * which a restart reads for every instance; then Avro binary. Times have milliseconds. Thread-safe.
 */
public final class AggregateCodec {
    private static final byte FIRST_WITH_DUE_TIME = 2;
    private static final int HEAD = 1 + Long.BYTES;
    private static final long NEVER = Long.MAX_VALUE;

    /** The formats by version; the last one is written. */
    private final Map<Byte, Format> formats = new HashMap<>();

    private final Format current;

    public AggregateCodec() {
        for (byte version = 1; version < StateSchemas.CURRENT; version++) {
            formats.put(version, new Format(version, StateSchemas.of(version)));
        }
        current = new Format(StateSchemas.CURRENT, StateSchemas.current());
        formats.put(StateSchemas.CURRENT, current);
    }

    /** Encodes an aggregate without traces. */
    public byte[] encode(Aggregate aggregate) {
        return encode(new KeptInstance(aggregate, CommandTraces.NONE));
    }

    public byte[] encode(KeptInstance instance) {
        return current.encode(instance);
    }

    /** @throws UnreadableState as {@link #decodeWhole} */
    public Aggregate decode(byte[] bytes) {
        return decodeWhole(bytes).aggregate();
    }

    /**
     * Decodes an instance without the bounds of new commands, because an earlier release may have accepted more.
     *
     * @throws UnreadableState if the bytes are damaged, have an unknown version, or name an unknown state, provider or
     *     the like
     */
    public KeptInstance decodeWhole(byte[] bytes) {
        return formatOf(bytes).decode(bytes);
    }

    /**
     * When the instance is due; null for never. Unreadable bytes are due at once, so that the processor finds and logs
     * them.
     */
    @Nullable
    Instant dueAt(byte[] bytes) {
        try {
            return formatOf(bytes).dueAt(bytes);
        } catch (UnreadableState e) {
            return Instant.EPOCH;
        }
    }

    private Format formatOf(byte[] bytes) {
        if (bytes.length == 0) {
            throw new UnreadableState("a stored instance is empty");
        }
        Format format = formats.get(bytes[0]);
        if (format == null) {
            throw new UnreadableState("a stored instance has version " + bytes[0]
                    + "; this service knows versions up to " + StateSchemas.CURRENT);
        }
        return format;
    }

    /** The format of one version. */
    private static final class Format {
        private final byte version;
        private final AvroBinary<StoredAggregate> aggregates;
        private final AvroBinary<InstanceDetails> details;
        private final InFlightMapping works;

        Format(byte version, StateSchemas written) {
            this.version = version;
            this.aggregates = new AvroBinary<>(StoredAggregate.class, written.aggregate());
            this.details = new AvroBinary<>(InstanceDetails.class, written.details());
            this.works = new InFlightMapping(new AvroBinary<>(InstanceCommand.class, written.command()));
        }

        byte[] encode(KeptInstance instance) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
            out.writeBytes(head(instance.aggregate().dueAt()));
            aggregates.writeTo(
                    out,
                    switch (instance.aggregate()) {
                        case Aggregate.Live live -> new StoredAggregate(stored(live, instance.traces()), null);
                        case Aggregate.Tombstone tombstone -> new StoredAggregate(null, stored(tombstone));
                    });
            return out.toByteArray();
        }

        private byte[] head(@Nullable Instant dueAt) {
            return ByteBuffer.allocate(HEAD)
                    .put(version)
                    .putLong(dueAt == null ? NEVER : dueAt.toEpochMilli())
                    .array();
        }

        @Nullable
        Instant dueAt(byte[] bytes) {
            if (version < FIRST_WITH_DUE_TIME) {
                return decode(bytes).aggregate().dueAt();
            }
            if (bytes.length < HEAD) {
                throw new UnreadableState("a stored instance is damaged");
            }
            long millis = ByteBuffer.wrap(bytes).getLong(1);
            return millis == NEVER ? null : Instant.ofEpochMilli(millis);
        }

        KeptInstance decode(byte[] bytes) {
            int from = version < FIRST_WITH_DUE_TIME ? 1 : HEAD;
            if (bytes.length < from) {
                throw new UnreadableState("a stored instance is damaged");
            }
            try {
                return whole(aggregates.read(bytes, from));
            } catch (IllegalArgumentException e) {
                throw new UnreadableState("a stored instance holds what this service does not know", e);
            }
        }

        private KeptInstance whole(StoredAggregate stored) {
            if (stored.getLive() != null) {
                return new KeptInstance(
                        live(stored.getLive()),
                        TraceMapping.traces(stored.getLive().getTraces()));
            }
            if (stored.getRemnant() != null) {
                return new KeptInstance(tombstone(stored.getRemnant()), CommandTraces.NONE);
            }
            throw new UnreadableState("a stored instance holds nothing that this service knows");
        }

        private StoredLive stored(Aggregate.Live live, CommandTraces traces) {
            Instance instance = live.instance();
            return new StoredLive(
                    instance.id().value(),
                    instance.version(),
                    instance.account(),
                    instance.providerType().label(),
                    instance.state().name(),
                    instance.details() == null
                            ? null
                            : ByteBuffer.wrap(details.write(ValueMapping.toAvro(instance.details()))),
                    instance.vanished(),
                    instance.updatedAt(),
                    works.stored(live.inFlight()),
                    TraceMapping.stored(traces));
        }

        private Aggregate live(StoredLive stored) {
            @Nullable ByteBuffer kept = stored.getDetails();
            return new Aggregate.Live(
                    new Instance(
                            new InstanceId(stored.getInstanceId()),
                            stored.getVersion(),
                            stored.getAccount(),
                            new ProviderType(stored.getProvider()),
                            InstanceState.valueOf(stored.getState()),
                            kept == null ? null : ValueMapping.fromAvro(details.read(kept)),
                            stored.getVanished(),
                            stored.getUpdatedAt()),
                    works.inFlight(stored.getWork()));
        }

        private static StoredRemnant stored(Aggregate.Tombstone tombstone) {
            return new StoredRemnant(
                    tombstone.id().value(),
                    tombstone.lastSequence(),
                    tombstone.account(),
                    tombstone.providerType().label(),
                    tombstone.finishedAt());
        }

        private static Aggregate tombstone(StoredRemnant stored) {
            return new Aggregate.Tombstone(
                    new InstanceId(stored.getInstanceId()),
                    stored.getLastSequence(),
                    stored.getAccount(),
                    new ProviderType(stored.getProvider()),
                    stored.getFinishedAt());
        }
    }
}
