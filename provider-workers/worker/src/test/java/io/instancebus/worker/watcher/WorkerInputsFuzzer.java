package io.instancebus.worker.watcher;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderTask;
import io.instancebus.fuzzing.FuzzTarget;
import io.instancebus.fuzzing.RecordInputs;
import io.instancebus.mapping.SnapshotMapping;
import io.instancebus.mapping.TaskMapping;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Arbitrary bytes on a topic that workers read are undecodable, refused by an IllegalArgumentException of their
 * mapping, or valid.
 */
public final class WorkerInputsFuzzer implements FuzzTarget {
    private static final Topics TOPICS = Topics.withoutPrefix();

    private final RecordInputs inputs = new RecordInputs(List.of(
            new RecordInputs.Kind(TOPICS.runs(), ProviderTask.SCHEMA$),
            new RecordInputs.Kind(TOPICS.state(), InstanceSnapshot.SCHEMA$),
            new RecordInputs.Kind(TOPICS.observations(), ObservationRequest.SCHEMA$),
            new RecordInputs.Kind(TOPICS.accountEvents(), AccountEvent.SCHEMA$)));
    private final SchemaRegistryClient registry =
            SchemaRegistryClient.from(Map.of("schema.registry.url", inputs.registryUrl()));
    private final List<AvroCodec<? extends SpecificRecord>> codecs = List.of(
            new AvroCodec<>(ProviderTask.class, TOPICS.runs(), registry),
            new AvroCodec<>(InstanceSnapshot.class, TOPICS.state(), registry),
            new AvroCodec<>(ObservationRequest.class, TOPICS.observations(), registry),
            new AvroCodec<>(AccountEvent.class, TOPICS.accountEvents(), registry));

    @Override
    public List<byte[]> seeds() {
        return inputs.seeds();
    }

    @Override
    public void read(byte[] input) {
        SpecificRecord decoded;
        try {
            decoded = codecs.get(inputs.kind(input)).decode(inputs.value(input));
        } catch (UndecodableRecord e) {
            return;
        }
        try {
            map(decoded);
        } catch (IllegalArgumentException e) {
            // An answer event.
        }
    }

    private static void map(SpecificRecord decoded) {
        switch (decoded) {
            case ProviderTask task -> {
                var unused = TaskMapping.fromAvro(task);
            }
            case InstanceSnapshot snapshot -> SnapshotMapping.fromAvro(snapshot);
            case ObservationRequest request -> {
                var unused = PendingRequest.of(request, null, () -> {});
            }
            default -> {
                // Workers use an account's event without a mapping.
            }
        }
    }
}
