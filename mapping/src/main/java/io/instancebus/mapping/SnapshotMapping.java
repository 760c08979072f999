package io.instancebus.mapping;

import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.Instance;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.KnownInstance;
import io.instancebus.domain.Text;
import io.instancebus.schemas.serde.AvroTexts;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps the current state of an instance. */
public final class SnapshotMapping {
    private SnapshotMapping() {}

    /**
     * Null while there are no details yet; no decision leaves an instance without details.
     *
     * @param actions the actions that are legal now
     */
    public static @Nullable InstanceSnapshot toAvro(Aggregate.Live live, List<CommandType> actions) {
        Instance instance = live.instance();
        InstanceDetails details = instance.details();
        if (details == null) {
            return null;
        }
        return new InstanceSnapshot(
                instance.id().value(),
                instance.version(),
                instance.account(),
                instance.providerType().label(),
                EnumMapping.toAvro(instance.state()),
                names(actions),
                ValueMapping.toAvro(details),
                instance.vanished(),
                live.inFlight().destroying(),
                live.inFlight().observations().number(),
                instance.updatedAt());
    }

    static List<String> names(List<CommandType> actions) {
        return actions.stream().map(CommandType::name).toList();
    }

    /**
     * Reads the instance; empty if its state belongs to a later release. It cuts text of the details that an older
     * version accepted to today's bounds, in place.
     *
     * @throws IllegalArgumentException if it is not a valid instance
     */
    public static Optional<KnownInstance> fromAvro(InstanceSnapshot avro) {
        AvroTexts.replaceAll(avro.getDetails(), Text::kept);
        return EnumMapping.fromAvro(avro.getState())
                .map(state -> new KnownInstance(
                        new InstanceId(avro.getInstanceId()),
                        avro.getAccount(),
                        state,
                        ValueMapping.fromAvro(avro.getDetails()),
                        avro.getVanished(),
                        avro.getDestroying(),
                        avro.getObservation()));
    }
}
