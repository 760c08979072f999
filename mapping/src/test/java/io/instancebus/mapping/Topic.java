package io.instancebus.mapping;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.fuzzing.RecordInputs;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** A topic, whose records go through their bytes as over the bus. */
final class Topic<T extends SpecificRecord> {
    private static final Topics NAMES = Topics.withoutPrefix();
    private static final SchemaRegistryClient REGISTRY = SchemaRegistryClient.from(Map.of(
            "schema.registry.url",
            new RecordInputs(List.of(
                            new RecordInputs.Kind(NAMES.commands(), InstanceCommand.SCHEMA$),
                            new RecordInputs.Kind(NAMES.runs(), ProviderTask.SCHEMA$),
                            new RecordInputs.Kind(NAMES.observations(), ObservationRequest.SCHEMA$),
                            new RecordInputs.Kind(NAMES.reports(), ProviderReport.SCHEMA$),
                            new RecordInputs.Kind(NAMES.events(), InstanceEvent.SCHEMA$),
                            new RecordInputs.Kind(NAMES.state(), InstanceSnapshot.SCHEMA$),
                            new RecordInputs.Kind(NAMES.accountEvents(), AccountEvent.SCHEMA$)))
                    .registryUrl()));

    static final Topic<InstanceCommand> COMMANDS = new Topic<>(NAMES.commands(), InstanceCommand.class);
    static final Topic<ProviderTask> TASKS = new Topic<>(NAMES.runs(), ProviderTask.class);
    static final Topic<ObservationRequest> OBSERVATIONS = new Topic<>(NAMES.observations(), ObservationRequest.class);
    static final Topic<ProviderReport> REPORTS = new Topic<>(NAMES.reports(), ProviderReport.class);
    static final Topic<InstanceEvent> EVENTS = new Topic<>(NAMES.events(), InstanceEvent.class);
    static final Topic<InstanceSnapshot> STATE = new Topic<>(NAMES.state(), InstanceSnapshot.class);
    static final Topic<AccountEvent> ACCOUNT_EVENTS = new Topic<>(NAMES.accountEvents(), AccountEvent.class);

    static final List<Topic<?>> ALL = List.of(COMMANDS, TASKS, OBSERVATIONS, REPORTS, EVENTS, STATE, ACCOUNT_EVENTS);

    private final Schema schema;
    private final AvroCodec<T> codec;

    private Topic(String name, Class<T> type) {
        this.schema = SpecificData.getForClass(type).getSchema(type);
        this.codec = new AvroCodec<>(type, name, REGISTRY);
    }

    Schema schema() {
        return schema;
    }

    T carried(T datum) {
        return codec.decode(codec.encode(datum));
    }
}
