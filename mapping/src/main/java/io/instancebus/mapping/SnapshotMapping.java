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

/** The state of an instance as it is now. */
public final class SnapshotMapping {
    private SnapshotMapping() {}

    /**
     * Null while there are no details yet, which no decision leaves behind.
     *
     * @param actions that are legal now
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
                live.work().destroying(),
                live.work().watch().number(),
                instance.updatedAt());
    }

    static List<String> names(List<CommandType> actions) {
        return actions.stream().map(CommandType::name).toList();
    }

    /**
     * The instance; empty where its state is one of a later release. Text of its details that an older version took is made
     * to fit, in place.
     *
     * @throws IllegalArgumentException if it cannot be an instance
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
